using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Governance.Domain.Agents.Tools;
using Governance.Domain.Identity;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>What an agent's tool server lists now.</summary>
/// <param name="Server">The server, as manifests of the agent name it.</param>
/// <param name="Tools">Every tool that the server lists.</param>
/// <param name="Version">The version that the server reports; null if it reports none.</param>
public sealed record ToolsObservedBody(
    [property: Required] string? Server,
    [property: Required] IReadOnlyList<ToolObservedBody?>? Tools,
    string? Version = null
);

/// <summary>A tool that a server lists.</summary>
/// <param name="Name">Name of the tool.</param>
/// <param name="Sha256">Digest of the tool, as in manifests; required if the tool itself is absent.</param>
/// <param name="Tool">The tool as tools/list returns it, in place of name and digest.</param>
public sealed record ToolObservedBody(string? Name = null, string? Sha256 = null, JsonElement? Tool = null);

/// <summary>Body of a tool review.</summary>
/// <param name="Risks">What the tool can do: read, write, irreversible, external, money, personal-data.</param>
/// <param name="Reason">Reason for the classification of the risks.</param>
public sealed record ToolReviewBody([property: Required] IReadOnlyList<string?>? Risks, [property: Required] string? Reason);

/// <summary>Tools of agents and the servers they come from over HTTP.</summary>
internal static class AgentToolsApi
{
    public static void Map(RouteGroupBuilder agents, RouteGroupBuilder api)
    {
        agents
            .MapPost("/{agent}/tools:observed", ObservedAsync)
            .RequireCaller()
            .WithSummary("Report what an agent's tool server lists")
            .WithDescription(
                "Requires a key with the scope agents:decide. A list is recorded once per change: tools that differ from those "
                    + "named by the version in production raise an alert and are evaluated by agent_tools rules that set "
                    + "`observed`. Example: "
                    + "{\"server\":\"payments\",\"version\":\"2.1.0\",\"tools\":[{\"tool\":{\"name\":\"transfer\","
                    + "\"inputSchema\":{\"type\":\"object\"}}}]}"
            )
            .Produces<ToolReport>()
            .Refuses(400, 401, 403, 404, 413, 422);
        var tools = api.MapGroup("/agent-tools").WithTags("Agents");
        tools
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List agent tools")
            .WithDescription(
                "Lists every tool that a manifest names, by server and digest, with its risks and its review. Filters: name (a "
                    + "part of it), state (reviewed or unreviewed), risk. Example: ?state=unreviewed"
            )
            .Produces<ApiPage<ToolRow>>()
            .Refuses(401, 403, 422);
        tools
            .MapPost("/{digest}:review", ReviewAsync)
            .RequireCaller()
            .WithSummary("Review an agent tool")
            .WithDescription(
                "For security approvers; not for API keys. The risks apply to every manifest that names this digest, together "
                    + "with those that the manifest names itself. Example: "
                    + "{\"risks\":[\"write\",\"money\"],\"reason\":\"It pays at once\"}"
            )
            .Produces<ToolRow>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ObservedAsync(
        string agent,
        [FromBody] ToolsObservedBody body,
        Caller caller,
        ReportTools report,
        CancellationToken ct
    )
    {
        var tools = new List<ObservedTool>();
        foreach (var tool in body.Tools ?? [])
        {
            try
            {
                var read = tool?.Tool is { } whole ? McpTool.Read(whole) : null;
                tools.Add(new(read?.Name ?? tool?.Name ?? "", read?.Sha256 ?? tool?.Sha256 ?? ""));
            }
            catch (FormatException)
            {
                // Refused with everything else, and after the permission to report.
                tools.Add(new("", ""));
            }
        }

        var outcome = await report.RunAsync(caller.Actor, new(agent, body.Server, body.Version, tools), ct);
        return outcome.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? name,
        string? state,
        string? risk,
        ManifestTools tools,
        CancellationToken ct
    )
    {
        var page = await tools.ListAsync(new ToolFilter(name, state, risk), query, ct);
        return page.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> ReviewAsync(
        string digest,
        [FromBody] ToolReviewBody body,
        Caller caller,
        ReviewTool review,
        CancellationToken ct
    )
    {
        var outcome = await review.RunAsync(caller.Actor, new(digest, body.Risks, body.Reason), ct);
        return outcome.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }
}
