using System.ComponentModel.DataAnnotations;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>An agent that is not registered and need not be.</summary>
/// <param name="Name">The name it told.</param>
/// <param name="Reason">Why.</param>
public sealed record IgnoreBody([property: Required] string? Name, [property: Required] string? Reason);

/// <summary>Runs of agents over HTTP.</summary>
internal static class RunsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var agents = api.MapGroup("/agents").WithTags("Agents");
        agents
            .MapGet("/{agent}/runs", ListAsync)
            .RequirePermission(Permission.ReadAgentCalls)
            .WithSummary("List an agent's runs")
            .WithDescription("Newest first, made from the spans it sent. Filter: with (findings or errors). Example: ?with=findings")
            .Produces<ApiPage<RunRow>>()
            .Refuses(401, 403, 404, 422);
        agents
            .MapGet("/{agent}/runs/{id}", GetAsync)
            .RequirePermission(Permission.ReadAgentCalls)
            .WithSummary("Read a run of an agent")
            .WithDescription("With all its steps, the portal's decision beside each tool call, and what is wrong.")
            .Produces<RunDetail>()
            .Refuses(401, 403, 404);
        agents
            .MapPost("/not-registered:ignore", IgnoreAsync)
            .RequireCaller()
            .WithSummary("Ignore an agent that is not registered")
            .WithDescription(
                "It sends spans under this name, and someone has decided that it need not be registered. "
                    + "Example: {\"name\":\"notebook\",\"reason\":\"A trial of the data team, without customer data\"}"
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

    private static async Task<IResult> IgnoreAsync([FromBody] IgnoreBody body, Caller caller, IgnoreAgent ignore, CancellationToken ct) =>
        (await ignore.RunAsync(caller.Actor, body.Name, body.Reason, ct)).Match<IResult>(
            _ => TypedResults.NoContent(),
            refusal => refusal.ToProblem()
        );
}
