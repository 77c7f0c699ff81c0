using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Risks;

/// <summary>Whether an item of a framework applies.</summary>
/// <param name="Applies">Whether the item applies (default: false).</param>
/// <param name="Reason">The reason.</param>
public sealed record ThreatVerdictBody(bool? Applies = null, [property: Required] string? Reason = null);

/// <summary>Body of a new risk.</summary>
/// <param name="Title">Short title.</param>
/// <param name="Category">performance, drift, data-quality, fairness, privacy, security-adversarial, prompt-injection, explainability,
/// third-party, legal, operational or financial.</param>
/// <param name="Inherent">Likelihood and impact without controls.</param>
/// <param name="Cause">Cause of the risk.</param>
/// <param name="Consequence">Consequence of the risk.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version (default: all versions).</param>
/// <param name="System">The AI system, such as SYS-0001.</param>
/// <param name="Owner">E-mail address of the risk owner (default: the person who raises the risk).</param>
/// <param name="ControlOwner">E-mail address of the control owner.</param>
/// <param name="Residual">Likelihood and impact with the controls in place.</param>
/// <param name="Treatment">avoid, reduce, transfer, accept or monitor.</param>
/// <param name="ReviewAt">When the next review is due (default: according to the risk's band).</param>
/// <param name="Threats">Items of frameworks with their editions: LLM06:2025, AML.T0051, MEASURE 2.7, A.6.2.4.</param>
public sealed record RiskBody(
    string? Title,
    string? Category,
    RatingBody? Inherent,
    string? Cause = null,
    string? Consequence = null,
    string? Model = null,
    string? Version = null,
    string? System = null,
    string? Owner = null,
    string? ControlOwner = null,
    RatingBody? Residual = null,
    string? Treatment = null,
    DateTimeOffset? ReviewAt = null,
    IReadOnlyList<string>? Threats = null
);

/// <summary>Body of a change; absent members stay unchanged, members that are null are removed.</summary>
public sealed record RiskChangeBody(
    Patch<string> Title,
    Patch<string> Category,
    Patch<RatingBody> Inherent,
    Patch<string> Cause,
    Patch<string> Consequence,
    Patch<string> Model,
    Patch<string> Version,
    Patch<string> System,
    Patch<string> Owner,
    Patch<string> ControlOwner,
    Patch<RatingBody> Residual,
    Patch<string> Treatment,
    Patch<DateTimeOffset?> ReviewAt,
    Patch<IReadOnlyList<string>> Threats,
    string? Reason = null
);

/// <summary>Body of a mitigation.</summary>
/// <param name="Text">Description of the mitigation.</param>
/// <param name="Evidence">Proof that the mitigation is in place: EVD-0003, or the name of a document. If absent, the mitigation is
/// planned.</param>
public sealed record MitigationBody(string? Text, string? Evidence = null);

/// <summary>Body of a step.</summary>
/// <param name="Text">What is to be done.</param>
/// <param name="DueAt">When the step is due.</param>
public sealed record StepBody(string? Text, DateTimeOffset? DueAt);

/// <summary>Body that names evidence.</summary>
/// <param name="Evidence">EVD-0003, or the name of a document.</param>
public sealed record EvidenceNameBody(string? Evidence = null);

/// <summary>Body with the proof that a mitigation is in place.</summary>
/// <param name="Evidence">EVD-0003, or the name of a document.</param>
public sealed record InPlaceBody([property: Required] string? Evidence = null);

/// <summary>Body of a review.</summary>
/// <param name="Reason">What the review found; optional.</param>
public sealed record RiskReviewBody(string? Reason = null);

/// <summary>Body of a reason.</summary>
/// <param name="Reason">The reason.</param>
public sealed record RiskReasonBody([property: Required] string? Reason = null);

/// <summary>Body of an acceptance.</summary>
/// <param name="Reason">Why the risk is accepted.</param>
/// <param name="ExpiresAt">When the acceptance expires; the second of two people omits it.</param>
public sealed record AcceptanceBody(string? Reason, DateTimeOffset? ExpiresAt = null);

/// <summary>Body of one change to many risks.</summary>
/// <param name="Ids">1 to 200 risks.</param>
/// <param name="Owner">E-mail address of the risk owner.</param>
/// <param name="Treatment">How the risks are treated.</param>
/// <param name="Review">True to record a review of the risks.</param>
/// <param name="Note">The reason.</param>
public sealed record BulkBody(
    IReadOnlyList<string>? Ids,
    string? Owner = null,
    string? Treatment = null,
    bool? Review = null,
    string? Note = null
);

/// <summary>Filters of a list of risks.</summary>
public sealed record RiskQuery
{
    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    [FromQuery(Name = "system")]
    public string? System { get; init; }

    [FromQuery(Name = "category")]
    public string? Category { get; init; }

    [FromQuery(Name = "treatment")]
    public string? Treatment { get; init; }

    [FromQuery(Name = "state")]
    public string? State { get; init; }

    [FromQuery(Name = "band")]
    public string? Band { get; init; }

    [FromQuery(Name = "likelihood")]
    public string? Likelihood { get; init; }

    [FromQuery(Name = "impact")]
    public string? Impact { get; init; }

    internal Result<RiskFilter> ToFilter() => RiskFilter.Parse(Q, Model, System, Category, Treatment, State, Band, Likelihood, Impact);
}
