using System.ComponentModel.DataAnnotations;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>An agent that is not registered, and why it need not be registered or must not run.</summary>
/// <param name="Name">The name that the agent reported.</param>
/// <param name="Reason">The reason.</param>
public sealed record IgnoreBody([property: Required] string? Name, [property: Required] string? Reason);

/// <summary>What happens to the content of an agent's steps.</summary>
/// <param name="Handling">digest, redact or keep.</param>
/// <param name="RetentionDays">Days after which kept content is erased; required where content is kept.</param>
public sealed record ContentPolicyBody([property: Required] string? Handling, int? RetentionDays = null);

/// <summary>A step whose content is read, and for what purpose.</summary>
/// <param name="TraceId">The trace.</param>
/// <param name="SpanId">The span.</param>
/// <param name="Purpose">The purpose; the log keeps its digest.</param>
public sealed record ReadContentBody(
    [property: Required] string? TraceId,
    [property: Required] string? SpanId,
    [property: Required] string? Purpose
);

/// <summary>Runs of agents over HTTP.</summary>
internal static class RunsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var agents = api.MapGroup("/agents").WithTags("Agents");
        agents
            .MapGet("/{agent}/runs", ListAsync)
            .RequirePermission(Permission.ReadAgentCalls)
            .ForAgentsOfTheKey()
            .WithSummary("List an agent's runs")
            .WithDescription("Newest first, built from the spans the agent sent. Filter: ?with=findings or ?with=errors.")
            .Produces<ApiPage<RunRow>>()
            .Refuses(401, 403, 404, 422);
        agents
            .MapGet("/{agent}/runs/{id}", GetAsync)
            .RequirePermission(Permission.ReadAgentCalls)
            .ForAgentsOfTheKey()
            .WithSummary("Read a run of an agent")
            .WithDescription("Returns all steps of the run, the portal's decision beside each tool call, and any findings.")
            .Produces<RunDetail>()
            .Refuses(401, 403, 404);
        agents
            .MapPost("/{agent}/runs/{id}/content", ContentAsync)
            .RequireCaller()
            .WithSummary("Read the content of a step")
            .WithDescription(
                "Returns the part that the agent's policy kept, and the salt for checking a copy against the digests. The log "
                    + "records who read it, when and why. Not for API keys. Example: "
                    + "{\"traceId\":\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"eee19b7ec3c1b174\",\"purpose\":\"Incident INC-0007\"}"
            )
            .Produces<StepContentView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        agents
            .MapGet("/{agent}/content-policy", PolicyAsync)
            .RequirePermission(Permission.ReadAgentCalls)
            .ForAgentsOfTheKey()
            .WithSummary("Read the content policy of an agent")
            .WithDescription("For an agent without a policy of its own, only digests are kept.")
            .Produces<ContentPolicyView>()
            .Refuses(401, 403, 404);
        agents
            .MapPut("/{agent}/content-policy", ChangePolicyAsync)
            .RequireCaller()
            .WithSummary("Set the content policy of an agent")
            .WithDescription(
                "`handling` is digest, redact (without personal data and secrets) or keep; it applies to spans that arrive "
                    + "from now on. Example: {\"handling\":\"redact\",\"retentionDays\":30}"
            )
            .Produces<ContentPolicyView>()
            .Refuses(400, 401, 403, 404, 422);
        agents
            .MapPost("/not-registered:ignore", IgnoreAsync)
            .RequireCaller()
            .WithSummary("Ignore an agent that is not registered")
            .WithDescription(
                "Records that an agent sending spans under this name need not be registered. Example: "
                    + "{\"name\":\"notebook\",\"reason\":\"A trial of the data team, without customer data\"}"
            )
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 401, 403, 404, 409, 422);
        agents
            .MapPost("/not-registered:block", BlockAsync)
            .RequireCaller()
            .WithSummary("Block an agent that is not registered")
            .WithDescription(
                "Calls under this name are denied, and each later run is a finding. The decision can be changed later by "
                    + "triage of the discovery, whose source is agent-runs. Not for API keys. Example: "
                    + "{\"name\":\"notebook\",\"reason\":\"It reads customer data without an approval\"}"
            )
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(
        string agent,
        [AsParameters] ListQuery query,
        string? with,
        ListRuns list,
        CancellationToken ct
    ) => (await list.RunAsync(agent, with, query, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> GetAsync(string agent, string id, ListRuns list, CancellationToken ct) =>
        (await list.GetAsync(agent, id, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> ContentAsync(
        string agent,
        string id,
        [FromBody] ReadContentBody body,
        Caller caller,
        ReadStepContent read,
        CancellationToken ct
    ) =>
        (await read.RunAsync(caller.Actor, new(agent, id, body.TraceId, body.SpanId, body.Purpose), ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> PolicyAsync(string agent, ChangeContentPolicy policies, CancellationToken ct) =>
        (await policies.GetAsync(agent, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> ChangePolicyAsync(
        string agent,
        [FromBody] ContentPolicyBody body,
        Caller caller,
        ChangeContentPolicy policies,
        CancellationToken ct
    ) =>
        (await policies.RunAsync(caller.Actor, agent, body.Handling, body.RetentionDays, ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> BlockAsync([FromBody] IgnoreBody body, Caller caller, BlockAgent block, CancellationToken ct) =>
        (await block.RunAsync(caller.Actor, body.Name, body.Reason, ct)).Match<IResult>(
            _ => TypedResults.NoContent(),
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> IgnoreAsync([FromBody] IgnoreBody body, Caller caller, IgnoreAgent ignore, CancellationToken ct) =>
        (await ignore.RunAsync(caller.Actor, body.Name, body.Reason, ct)).Match<IResult>(
            _ => TypedResults.NoContent(),
            refusal => refusal.ToProblem()
        );
}
