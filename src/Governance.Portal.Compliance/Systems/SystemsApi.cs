using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Compliance.Systems;

/// <summary>Body of a new AI system.</summary>
/// <param name="Name">Display name; unique.</param>
/// <param name="Purpose">Purpose of the system in one sentence, which appears in every document.</param>
/// <param name="Owner">E-mail address of an active account.</param>
/// <param name="LifeCycle"><c>idea</c> (default), <c>development</c>, <c>testing</c>, <c>in-use</c>, <c>suspended</c> or <c>retired</c>.
/// </param>
/// <param name="Roles">Roles of the organisation, by their ids in the law's data.</param>
/// <param name="Supplier">Supplier of the system, if that is not the organisation itself.</param>
/// <param name="PlacedOn">Date of first placing on the market or putting into service, past or planned.</param>
/// <param name="Models">Registered models that the system uses.</param>
/// <param name="Components">Parts supplied by third parties.</param>
/// <param name="AffectedGroups">Groups of people affected by its output.</param>
/// <param name="Countries">Countries of use, two capital letters each.</param>
/// <param name="DecommissioningPlan">How it will be taken out of use.</param>
/// <param name="BusinessUnit">The business unit that uses it. A role can be given for the systems of a unit.</param>
public sealed record SystemBody(
    string? Name,
    string? Purpose,
    string? Owner,
    string? LifeCycle = null,
    IReadOnlyList<string?>? Roles = null,
    string? Supplier = null,
    string? PlacedOn = null,
    IReadOnlyList<string?>? Models = null,
    IReadOnlyList<ComponentBody?>? Components = null,
    IReadOnlyList<string?>? AffectedGroups = null,
    IReadOnlyList<string?>? Countries = null,
    string? DecommissioningPlan = null,
    string? BusinessUnit = null
);

/// <summary>Body of a change; absent members stay unchanged, members that are null are removed.</summary>
public sealed record SystemChangeBody(
    Patch<string> Name,
    Patch<string> Purpose,
    Patch<string> Owner,
    Patch<string> LifeCycle,
    Patch<IReadOnlyList<string?>> Roles,
    Patch<string> Supplier,
    Patch<string> PlacedOn,
    Patch<IReadOnlyList<string?>> Models,
    Patch<IReadOnlyList<ComponentBody?>> Components,
    Patch<IReadOnlyList<string?>> AffectedGroups,
    Patch<IReadOnlyList<string?>> Countries,
    Patch<string> DecommissioningPlan,
    Patch<string> BusinessUnit
);

/// <summary>AI systems over HTTP.</summary>
internal static class SystemsApi
{
    public static void Map(RouteGroupBuilder systems)
    {
        systems
            .MapPost("", RegisterAsync)
            .RequireCaller()
            .WithSummary("Register an AI system")
            .WithDescription(
                "All errors in the body are reported together, by field. Example: {\"name\":\"Retail credit "
                    + "scoring\",\"purpose\":\"Estimates the probability that a retail customer "
                    + "defaults\",\"owner\":\"owner@demo.example\",\"lifeCycle\":\"in-use\",\"roles\":[\"provider\",\"deployer\"],"
                    + "\"models\":[\"credit-default\"],\"countries\":[\"DE\"]}"
            )
            .Produces<SystemView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 409, 413, 422);
        systems
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("List AI systems")
            .WithDescription(
                "Sorted by name. Filters: name (a part of it), lifeCycle, class (an ID in the law's data, or none), owner "
                    + "(e-mail), model. Example: ?class=high_risk_annex_iii&limit=100"
            )
            .Produces<ApiPage<SystemRow>>()
            .Refuses(401, 403, 422);
        systems
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadCompliance)
            .WithSummary("Read an AI system")
            .WithDescription("Example: SYS-0001. The ETag is the system's revision.")
            .Produces<SystemView>()
            .Refuses(401, 403, 404);
        systems
            .MapPatch("/{id}", ChangeAsync)
            .RequireCaller()
            .WithSummary("Change an AI system")
            .WithDescription(
                "Absent members stay unchanged; members that are null are removed. With If-Match and the ETag read before, a "
                    + "stale change is refused (412). A change of purpose, roles, placedOn, models or components re-opens the "
                    + "system's classification. A model that leaves the system and would then have a lower class keeps its "
                    + "current class until a second person confirms the change (pendingRiskClass of the model). Example: "
                    + "{\"lifeCycle\":\"in-use\",\"placedOn\":\"2027-03-01\"}"
            )
            .Produces<SystemView>()
            .Refuses(400, 401, 403, 404, 409, 412, 413, 422);
    }

    private static async Task<IResult> RegisterAsync(
        [FromBody] SystemBody body,
        Caller caller,
        HttpContext http,
        RegisterSystem register,
        GetSystem get,
        CancellationToken ct
    )
    {
        var outcome = await register.RunAsync(
            caller.Actor,
            new(body.Name, body.Purpose, body.Owner)
            {
                LifeCycle = body.LifeCycle,
                Roles = body.Roles,
                Supplier = body.Supplier,
                PlacedOn = body.PlacedOn,
                Models = body.Models,
                Components = body.Components,
                AffectedGroups = body.AffectedGroups,
                Countries = body.Countries,
                DecommissioningPlan = body.DecommissioningPlan,
                BusinessUnit = body.BusinessUnit,
            },
            ct
        );
        return await AnswerAsync(http, get, outcome, created: true, ct);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? name,
        string? lifeCycle,
        string? @class,
        string? owner,
        string? model,
        ListSystems list,
        CancellationToken ct
    ) =>
        (await list.ListAsync(new SystemFilter(name, lifeCycle, @class, owner, model), query, ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> GetAsync(string id, HttpContext http, GetSystem get, CancellationToken ct) =>
        await AnswerAsync(
            http,
            get,
            DisplayId.TryParse<SystemId>(id, out var system) ? system : SystemRefusals.NotFound,
            created: false,
            ct
        );

    private static async Task<IResult> ChangeAsync(
        string id,
        [FromBody] SystemChangeBody body,
        Caller caller,
        HttpContext http,
        ChangeSystem change,
        GetSystem get,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<SystemId>(id, out var system))
        {
            return SystemRefusals.NotFound.ToProblem();
        }

        var outcome = await change.RunAsync(
            caller.Actor,
            new(system, ETags.IfMatch(http))
            {
                Name = body.Name,
                Purpose = body.Purpose,
                Owner = body.Owner,
                LifeCycle = body.LifeCycle,
                Roles = body.Roles,
                Supplier = body.Supplier,
                PlacedOn = body.PlacedOn,
                Models = body.Models,
                Components = body.Components,
                AffectedGroups = body.AffectedGroups,
                Countries = body.Countries,
                DecommissioningPlan = body.DecommissioningPlan,
                BusinessUnit = body.BusinessUnit,
            },
            ct
        );
        return await AnswerAsync(http, get, outcome, created: false, ct);
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext http,
        GetSystem get,
        Result<SystemId> outcome,
        bool created,
        CancellationToken ct
    )
    {
        if (outcome.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        return (await get.RunAsync(outcome.Value, ct)).Match<IResult>(
            view =>
            {
                ETags.Set(http, view.Revision);
                return created ? TypedResults.Created($"/api/v1/systems/{view.Id}", view) : TypedResults.Ok(view);
            },
            refused => refused.ToProblem()
        );
    }
}
