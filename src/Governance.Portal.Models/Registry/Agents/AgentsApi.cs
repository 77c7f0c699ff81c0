using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>Body of a new agent.</summary>
/// <param name="Name">Lower-case letters, digits, dots, hyphens and underscores; unique among models and agents; never changes.</param>
/// <param name="Owner">E-mail address of an active model owner.</param>
/// <param name="RiskClass"><c>minimal</c>, <c>limited</c>, <c>high</c>, <c>prohibited</c>, or null.</param>
/// <param name="DisplayName">Display name.</param>
/// <param name="Purpose">Purpose of the agent, in one sentence.</param>
/// <param name="Deputies">E-mail addresses of model owners who may sign in the owner's place.</param>
/// <param name="System">AI system that the agent is part of.</param>
/// <param name="Tags">Labels for policies and searches.</param>
public sealed record AgentBody(
    string? Name,
    string? Owner,
    string? RiskClass = null,
    string? DisplayName = null,
    string? Purpose = null,
    IReadOnlyList<string?>? Deputies = null,
    string? System = null,
    IReadOnlyDictionary<string, string?>? Tags = null
);

/// <summary>Which agents to stop, and why.</summary>
/// <param name="RiskClass"><c>minimal</c>, <c>limited</c>, <c>high</c> or <c>prohibited</c>.</param>
/// <param name="All">True, without a risk class, to stop all agents.</param>
/// <param name="Reason">The reason.</param>
public sealed record StopAgentsBody(string? RiskClass = null, bool All = false, string? Reason = null);

/// <summary>Why an agent may resume.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Together">True to resume the other agents stopped in the same step, too.</param>
public sealed record ResumeAgentBody(string? Reason, bool Together = false);

/// <summary>Agents over HTTP.</summary>
internal static class AgentsApi
{
    public static RouteGroupBuilder Map(RouteGroupBuilder api)
    {
        var agents = api.MapGroup("/agents").WithTags("Agents");
        agents
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List agents")
            .WithDescription(
                "Sorted by name, each with the autonomy and the tools of its version in production, or of its newest one. Filters: "
                    + "name (a part of it), owner (e-mail), riskClass, state (running or stopped). Example: ?state=stopped"
            )
            .Produces<ApiPage<AgentRow>>()
            .Refuses(401, 403, 422);
        agents
            .MapPost("", RegisterAsync)
            .RequireCaller()
            .WithSummary("Register an agent")
            .WithDescription(
                "An agent is a model whose versions are manifests: it is also available by its name under /models, with "
                    + "evidence, promotions and deployments. Example: "
                    + "{\"name\":\"invoice-agent\",\"owner\":\"owner@demo.example\",\"riskClass\":\"limited\"}"
            )
            .Produces<AgentView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 409, 413, 422);
        agents
            .MapGet("/{agent}", GetAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read an agent")
            .WithDescription("Includes who last stopped and resumed the agent, and why. The ETag is the agent's revision.")
            .Produces<AgentView>()
            .Refuses(401, 403, 404);
        MapVersions(agents);
        MapActs(agents, api);
        return agents;
    }

    private static void MapVersions(RouteGroupBuilder agents)
    {
        agents
            .MapGet("/{agent}/versions", VersionsAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("List versions of an agent")
            .WithDescription("Newest first, each with the digest of its manifest. Filter: stage.")
            .Produces<ApiPage<AgentVersionRow>>()
            .Refuses(401, 403, 404, 422);
        agents
            .MapPost("/{agent}/versions", RegisterVersionAsync)
            .RequireCaller()
            .WithBodyLimit(_ => AgentVersionRequest.MaxBytes)
            .Accepts<AgentVersionBody>("application/json", "application/yaml")
            .WithSummary("Register a version of an agent")
            .WithDescription(
                "The manifest says what the version may do; its canonical form is the artifact of the version, and manifestSha256 "
                    + "the digest that signers sign. As application/yaml, the body is only the manifest and the address has "
                    + "?version=1.0.0. All errors are reported together, by member, with their line. Example: "
                    + "{\"version\":\"1.0.0\",\"manifest\":{\"schema\":\"governance.agent/v1\",\"purpose\":\"Pays "
                    + "invoices\",\"autonomy\":\"supervised\",\"owner\":\"Accounts "
                    + "payable\",\"models\":[{\"name\":\"fraud-scorer\",\"version\":\"1.4.0\"}]}}"
            )
            .Produces<AgentVersionView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 409, 413, 415, 422);
        agents
            .MapGet("/{agent}/versions/{version}", VersionAsync)
            .RequirePermission(Permission.ReadRegistry)
            .WithSummary("Read a version of an agent")
            .WithDescription(
                "Returns the version's manifest, the manifest's digest, and how the permissions differ from those of the "
                    + "version in production, the most serious difference first."
            )
            .Produces<AgentVersionView>()
            .Refuses(401, 403, 404, 503);
    }

    private static void MapActs(RouteGroupBuilder agents, RouteGroupBuilder api)
    {
        api.MapPost("/agents:stop", StopManyAsync)
            .WithTags("Agents")
            .RequireCaller()
            .WithSummary("Stop all agents, or all of a risk class")
            .WithDescription(
                "For security approvers and risk officers, or a key of one of them with the scope monitoring:write. Each running "
                    + "agent is stopped individually, all in one transaction; agents registered later are not stopped. Example: "
                    + "{\"riskClass\":\"high\",\"reason\":\"The model vendor was breached\"} or {\"all\":true,\"reason\":\"…\"}"
            )
            .Produces<StoppedAgentsView>()
            .Refuses(400, 401, 403, 422);
        agents
            .MapPost("/{agent}:stop", StopAsync)
            .RequireCaller()
            .WithSummary("Stop an agent")
            .WithDescription(
                "For the agent's owner, a deputy, security approvers and risk officers, or a key of one of them with the scope "
                    + "monitoring:write. From then on, the deployment gate denies each of its versions, its permits are void "
                    + "and its deployments are out of policy, on all nodes. Stopping an agent that is already stopped changes "
                    + "nothing. Example: {\"reason\":\"It paid an invoice twice\"}"
            )
            .Produces<AgentView>()
            .Refuses(400, 401, 403, 404, 422);
        agents
            .MapPost("/{agent}:resume", ResumeAsync)
            .RequireCaller()
            .WithSummary("Resume an agent")
            .WithDescription(
                "For a person who may stop the agent but did not stop it; not for API keys. Permits that ended stay "
                    + "ended. With `together`, the other agents stopped in the same step resume too; only security approvers "
                    + "and risk officers may decide that. Example: {\"reason\":\"The payment tool asks for approval now\"}"
            )
            .Produces<AgentView>()
            .Refuses(400, 401, 403, 404, 422);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? name,
        string? owner,
        string? riskClass,
        string? state,
        ListAgents list,
        CancellationToken ct
    )
    {
        var page = await list.ListAsync(new AgentFilter(name, owner, riskClass, state), query, ct);
        return page.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> RegisterAsync(
        [FromBody] AgentBody body,
        Caller caller,
        HttpContext http,
        RegisterAgent register,
        CancellationToken ct
    )
    {
        var outcome = await register.RunAsync(
            caller.Actor,
            new(body.Name, body.Owner)
            {
                DisplayName = body.DisplayName,
                Purpose = body.Purpose,
                RiskClass = body.RiskClass,
                Deputies = body.Deputies,
                System = body.System,
                Tags = body.Tags,
            },
            ct
        );
        return outcome.Match<IResult>(
            agent =>
            {
                ETags.Set(http, agent.Revision);
                return TypedResults.Created($"/api/v1/agents/{agent.Name}", agent);
            },
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> GetAsync(string agent, HttpContext http, GetAgent get, CancellationToken ct) =>
        Ok(http, await get.RunAsync(agent, ct));

    private static async Task<IResult> VersionsAsync(
        string agent,
        [AsParameters] ListQuery query,
        string? stage,
        ListAgentVersions list,
        CancellationToken ct
    )
    {
        var page = await list.RunAsync(agent, stage, query, ct);
        return page.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static async Task<IResult> RegisterVersionAsync(
        string agent,
        string? version,
        Caller caller,
        HttpContext http,
        RegisterAgentVersion register,
        CancellationToken ct
    )
    {
        var request = await AgentVersionRequest.ReadAsync(http, version, ct);
        if (request.Refusal is { } unreadable)
        {
            return unreadable.ToProblem();
        }

        var outcome = await register.RunAsync(caller.Actor, agent, request.Value.Version, request.Value.Manifest, ct);
        return outcome.Match<IResult>(
            view =>
            {
                ETags.Set(http, view.Revision);
                return TypedResults.Created($"/api/v1/agents/{view.Agent}/versions/{Uri.EscapeDataString(view.Version)}", view);
            },
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> VersionAsync(
        string agent,
        string version,
        HttpContext http,
        GetAgentVersion get,
        CancellationToken ct
    )
    {
        var found = await get.RunAsync(agent, version, ct);
        return found.Match<IResult>(
            view =>
            {
                ETags.Set(http, view.Revision);
                return TypedResults.Ok(view);
            },
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> StopAsync(
        string agent,
        [FromBody] ReasonBody body,
        Caller caller,
        HttpContext http,
        StopAgent stop,
        CancellationToken ct
    ) => Ok(http, await stop.RunAsync(caller.Actor, agent, body.Reason, ct));

    private static async Task<IResult> StopManyAsync(
        [FromBody] StopAgentsBody body,
        Caller caller,
        StopAgents stop,
        CancellationToken ct
    ) =>
        (await stop.RunAsync(caller.Actor, new(body.RiskClass, body.All, body.Reason), ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> ResumeAsync(
        string agent,
        [FromBody] ResumeAgentBody body,
        Caller caller,
        HttpContext http,
        ResumeAgent resume,
        CancellationToken ct
    ) => Ok(http, await resume.RunAsync(caller.Actor, agent, body.Reason, body.Together, ct));

    private static IResult Ok(HttpContext http, Result<AgentView> outcome) =>
        outcome.Match<IResult>(
            agent =>
            {
                ETags.Set(http, agent.Revision);
                return TypedResults.Ok(agent);
            },
            refusal => refusal.ToProblem()
        );
}
