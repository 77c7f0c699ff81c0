using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Gates over HTTP.</summary>
internal static class GatesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var gates = api.MapGroup("/gates").WithTags("Gates");
        gates
            .MapGet("/deploy", DeployAsync)
            .RequirePermission(Permission.ReadGates)
            .WithName("CheckDeployGate")
            .WithSummary("Ask whether a version may be deployed")
            .WithDescription(
                "Answers 200 whether deployment is allowed or not. For anything unknown, expired, changed or unreachable, the "
                    + "answer is allow:false with the reasons. `decision` names the stored run that decided now, to be replayed, and every "
                    + "policy that was asked; `gateRun` and `policyDigest` are those of the approval. `experiment` asks about a running "
                    + "experiment: a promotion limited to it counts then, and the answer states its `share`. Example: "
                    + "?model=fraud-scorer&version=1.4.0&stage=production&sha256=9c1f…"
            )
            .Produces<DeployAnswer>()
            .Refuses(401, 403);
        gates
            .MapGet("/simulate", SimulateAsync)
            .RequirePermission(Permission.ReadGates)
            .WithSummary("Ask what is missing")
            .WithDescription(
                "Returns what the gate would say about a version now, with everything that blocks it and what to do about it. "
                    + "Nothing is stored. Example: ?model=fraud-scorer&version=1.4.0&stage=production"
            )
            .Produces<SimulationView>()
            .Refuses(401, 403, 404, 422);
        gates
            .MapPost("/{gateRun}/replay", ReplayAsync)
            .RequirePermission(Permission.ReadGates)
            .WithMetadata(JudgedAnew.Instance)
            .WithSummary("Evaluate a stored gate run again")
            .WithDescription(
                "Evaluates the stored input against the stored policies; `identical` is true when every byte of the result is the same."
            )
            .Produces<ReplayView>()
            .Refuses(401, 403, 404);
    }

    private static async Task<IResult> DeployAsync(
        string? model,
        string? version,
        string? stage,
        string? sha256,
        string? experiment,
        Caller caller,
        EvaluateDeploymentGate gate,
        CancellationToken ct
    ) =>
        TypedResults.Ok(
            await gate.RunAsync(
                caller.Actor,
                new(model, version, stage, sha256)
                {
                    // One that is no id is one that no one planned: the answer is no, and not that for all of production.
                    Experiment =
                        experiment is null ? null
                        : DisplayId.TryParse<ExperimentId>(experiment, out var tried) ? tried
                        : default(ExperimentId),
                },
                ct
            )
        );

    private static async Task<IResult> SimulateAsync(
        string? model,
        string? version,
        string? stage,
        Caller caller,
        SimulateGate gate,
        CancellationToken ct
    ) =>
        (await gate.RunAsync(caller.Actor, model, version, stage, ct)).Match<IResult>(
            view => TypedResults.Ok(view),
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> ReplayAsync(string gateRun, ReplayGate replay, CancellationToken ct)
    {
        if (!DisplayId.TryParse<GateRunId>(gateRun, out var id))
        {
            return GateRefusals.RunNotFound.ToProblem();
        }

        var outcome = await replay.RunAsync(id, ct);
        return outcome.Match<IResult>(view => TypedResults.Ok(view), refusal => refusal.ToProblem());
    }
}
