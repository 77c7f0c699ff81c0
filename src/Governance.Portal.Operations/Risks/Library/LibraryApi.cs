using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Risks.Library;

/// <summary>A risk of the library.</summary>
/// <param name="Id">Its id in the library.</param>
/// <param name="Set">Set that the risk belongs to.</param>
/// <param name="Category">Category of the risk.</param>
/// <param name="Title">Short title.</param>
/// <param name="Cause">Cause of the risk.</param>
/// <param name="FailureModes">Consequences, or how the risk shows.</param>
/// <param name="Inherent">Rating without controls; null if it depends on the system.</param>
/// <param name="Expected">Rating that the controls are expected to achieve; not an assessment.</param>
/// <param name="Controls">Controls that reduce the risk.</param>
/// <param name="Treatment">Proposed treatment.</param>
/// <param name="Indicator">Its key risk indicator, with starting values.</param>
/// <param name="Watch">Further things to watch.</param>
/// <param name="OwnerRole">Who usually owns the risk.</param>
/// <param name="Threats">Items of frameworks that it names.</param>
/// <param name="Known">The open risk in the register that already is this one, for the model or system given.</param>
/// <param name="Monitor">The monitor of the model that it would respond to.</param>
/// <param name="Rule">The kind of alerts that it would respond to.</param>
public sealed record LibraryRiskView(
    string Id,
    string Set,
    RiskCategory Category,
    string Title,
    string Cause,
    IReadOnlyList<string> FailureModes,
    RatingView? Inherent,
    RatingView? Expected,
    IReadOnlyList<string> Controls,
    RiskTreatment Treatment,
    DefaultSignal Indicator,
    IReadOnlyList<string> Watch,
    string? OwnerRole,
    IReadOnlyList<string> Threats,
    RiskId? Known,
    MonitorId? Monitor,
    AlertRule? Rule
);

/// <summary>A risk of the library to add.</summary>
/// <param name="Id">Id of the risk in the library, such as CS-1 or LLM01:2025.</param>
/// <param name="Inherent">Likelihood and impact without controls (default: those of the library).</param>
public sealed record LibraryChoiceBody([property: Required] string? Id = null, RatingBody? Inherent = null);

/// <summary>Risks of the library to add to a model or a system.</summary>
/// <param name="Place">Name of the model, or id of the AI system, such as SYS-0001.</param>
/// <param name="Risks">1 to 50 risks.</param>
/// <param name="Version">Name of the model's version (default: all versions).</param>
/// <param name="Owner">E-mail address of the risk owner (default: the person who adds the risks).</param>
public sealed record LibraryBody(
    [property: Required] string? Place = null,
    [property: Required] IReadOnlyList<LibraryChoiceBody>? Risks = null,
    string? Version = null,
    string? Owner = null
);

/// <summary>The risk library over HTTP.</summary>
internal static class LibraryApi
{
    public static void Map(RouteGroupBuilder risks)
    {
        risks
            .MapGet("/library", ListAsync)
            .RequirePermission(Permission.ReadRisks)
            .WithSummary("Read the risk library")
            .WithDescription(
                "Ready-made risks with causes, controls and signals. `set` is credit-scoring, rag-assistant, "
                    + "network-intrusion-detection, dynamic-pricing, owasp-llm-2025 or owasp-agentic-1.1 (default: all). With "
                    + "a place (a model or a system), each risk shows whether it is in the register and which signals it would "
                    + "respond to. Example: ?set=credit-scoring&place=credit-default"
            )
            .Produces<ApiPage<LibraryRiskView>>()
            .Refuses(401, 403, 422);
        risks
            .MapPost("/library", AddAsync)
            .RequireCaller()
            .WithSummary("Add risks of the library to the register")
            .WithDescription(
                "Either all risks are added or none. Their controls are planned, the residual risk is not assessed, and each risk "
                    + "responds to the matching signals of the model. Example: "
                    + "{\"place\":\"credit-default\",\"risks\":[{\"id\":\"CS-1\"},{\"id\":\"LLM01:2025\",\"inherent\":{\"likelihood\":3,"
                    + "\"impact\":4}}]}"
            )
            .Produces<AddLibraryRisks.Answer>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(
        [Description("A set of the library")] string? set,
        [Description("A model, or a system such as SYS-0001")] string? place,
        ListLibrary library,
        CancellationToken ct
    )
    {
        if (!string.IsNullOrEmpty(set) && RiskLibrary.Get(set) is null)
        {
            return RiskRefusals.LibrarySetUnknown(RiskLibrary.Sets.Select(s => s.Key)).ToProblem();
        }

        var views = new List<LibraryRiskView>();
        foreach (var one in RiskLibrary.Sets.Where(s => string.IsNullOrEmpty(set) || s.Key == set))
        {
            views.AddRange((await library.RunAsync(one, place, t => t, ct)).Select(o => View(one, o)));
        }

        return TypedResults.Ok(new ApiPage<LibraryRiskView>(views, null));
    }

    private static async Task<IResult> AddAsync([FromBody] LibraryBody body, Caller caller, AddLibraryRisks add, CancellationToken ct)
    {
        var outcome = await add.RunAsync(
            caller.Actor,
            new(body.Place, body.Version, body.Owner, [.. (body.Risks ?? []).Select(r => new AddLibraryRisks.Choice(r.Id, r.Inherent))]),
            ct
        );
        return outcome.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }

    private static LibraryRiskView View(LibrarySet set, LibraryOffer offer) =>
        new(
            offer.Risk.Id,
            set.Key,
            offer.Risk.Category,
            offer.Risk.Title,
            offer.Risk.Cause,
            offer.Risk.FailureModes,
            RatingView.Of(offer.Risk.Inherent),
            RatingView.Of(offer.Risk.Expected),
            offer.Risk.Controls,
            offer.Risk.Treatment,
            offer.Risk.Signal,
            offer.Risk.Watch,
            offer.Risk.OwnerRole,
            offer.Risk.Threats,
            offer.Known,
            offer.Monitor,
            offer.Rule
        );
}
