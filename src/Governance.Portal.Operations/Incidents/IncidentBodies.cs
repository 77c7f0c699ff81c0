using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Body of a new incident.</summary>
/// <param name="Title">Short title; can be omitted if an alert is named.</param>
/// <param name="Severity">low, medium, high or severe.</param>
/// <param name="Category">A category of the risk taxonomy, such as performance, drift, fairness, privacy or operational.</param>
/// <param name="Description">What is known, in plain words.</param>
/// <param name="Versions">Affected versions.</param>
/// <param name="Systems">Affected AI systems, such as SYS-0001.</param>
/// <param name="Alert">The alert that the incident comes from, such as ALR-0003; its details need not be repeated.</param>
/// <param name="Lead">E-mail address of the person who leads the response (default: the person who declares the incident).</param>
/// <param name="OccurredAt">When it began.</param>
/// <param name="ProviderAwareAt">When the provider became aware (default: now, if neither time is given).</param>
/// <param name="DeployerAwareAt">When the deployer became aware.</param>
/// <param name="PeopleAffected">Number of people affected; absent while it is not known.</param>
/// <param name="Countries">Countries in which it happened, two letters each.</param>
/// <param name="Drill">True for a drill: nothing is revoked, and no legal deadline applies.</param>
public sealed record IncidentBody(
    string? Title = null,
    [property: Required] string? Severity = null,
    [property: Required] string? Category = null,
    string? Description = null,
    IReadOnlyList<VersionName>? Versions = null,
    IReadOnlyList<string>? Systems = null,
    string? Alert = null,
    string? Lead = null,
    DateTimeOffset? OccurredAt = null,
    DateTimeOffset? ProviderAwareAt = null,
    DateTimeOffset? DeployerAwareAt = null,
    int? PeopleAffected = null,
    IReadOnlyList<string>? Countries = null,
    bool Drill = false
)
{
    internal IncidentSettings ToSettings() =>
        new()
        {
            Title = Title,
            Severity = Severity,
            Category = Category,
            Description = Description,
            Versions = Versions,
            Systems = Systems,
            Alert = Alert,
            Lead = Lead,
            OccurredAt = OccurredAt,
            ProviderAwareAt = ProviderAwareAt,
            DeployerAwareAt = DeployerAwareAt,
            PeopleAffected = PeopleAffected,
            Countries = Countries,
            Drill = Drill,
        };
}

/// <summary>Body of a change; absent members stay unchanged, members that are null are removed.</summary>
public sealed record IncidentChangeBody(
    Patch<string> Title,
    Patch<string> Severity,
    Patch<string> Category,
    Patch<string> Description,
    Patch<IReadOnlyList<VersionName>> Versions,
    Patch<IReadOnlyList<string>> Systems,
    Patch<string> Lead,
    Patch<DateTimeOffset?> OccurredAt,
    Patch<DateTimeOffset?> ProviderAwareAt,
    Patch<DateTimeOffset?> DeployerAwareAt,
    Patch<int?> PeopleAffected,
    Patch<IReadOnlyList<string>> Countries,
    string? Reason = null
)
{
    internal IncidentSettings Over(IncidentSettings now) =>
        now with
        {
            Title = Title.Or(now.Title),
            Severity = Severity.Or(now.Severity),
            Category = Category.Or(now.Category),
            Description = Description.Or(now.Description),
            Versions = Versions.Or(now.Versions),
            Systems = Systems.Or(now.Systems),
            Lead = Lead.Or(null),
            OccurredAt = OccurredAt.Or(now.OccurredAt),
            ProviderAwareAt = ProviderAwareAt.Or(now.ProviderAwareAt),
            DeployerAwareAt = DeployerAwareAt.Or(now.DeployerAwareAt),
            PeopleAffected = PeopleAffected.Or(now.PeopleAffected),
            Countries = Countries.Or(now.Countries),
        };
}

/// <summary>Body of a containment.</summary>
/// <param name="Mode">take-offline or restrict.</param>
/// <param name="Note">What was done, in words.</param>
public sealed record ContainBody(string? Mode, string? Note = null);

/// <summary>Body of the serving system's confirmation.</summary>
/// <param name="System">The system that confirms the containment.</param>
/// <param name="Note">What the system reports.</param>
public sealed record ServingBody(string? System, string? Note = null);

/// <summary>Body of evidence from outside the portal.</summary>
/// <param name="Items">Names of the items with their SHA-256.</param>
public sealed record FreezeBody(IReadOnlyList<EvidenceItem>? Items = null);

/// <summary>Body of a note about an incident.</summary>
/// <param name="Note">The note.</param>
public sealed record IncidentNoteBody(string? Note = null);

/// <summary>Body of a reason.</summary>
/// <param name="Reason">The reason.</param>
public sealed record IncidentReasonBody([property: Required] string? Reason = null);

/// <summary>Body of a timeline entry.</summary>
/// <param name="Text">Text of the entry.</param>
/// <param name="HappenedAt">When it happened, if that is a different time.</param>
public sealed record TimelineBody(string? Text, DateTimeOffset? HappenedAt = null);

/// <summary>Body of a message.</summary>
/// <param name="Audience">Who it is for: an audience of the playbook, such as authority.</param>
/// <param name="Subject">Subject of the message (default: that of the playbook's draft).</param>
/// <param name="Body">Text of the message (default: the playbook's draft, filled in).</param>
public sealed record MessageBody(string? Audience, string? Subject = null, string? Body = null);

/// <summary>Body of a rewritten message.</summary>
/// <param name="Subject">Subject.</param>
/// <param name="Body">The text.</param>
public sealed record MessageWordsBody(string? Subject, string? Body);

/// <summary>Body that says what a message waits for.</summary>
/// <param name="WaitsFor">What the message waits for.</param>
public sealed record HoldBody(string? WaitsFor);

/// <summary>Body that releases a version.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="Reason">Reason for the release.</param>
public sealed record ReleaseBody(string? Model, string? Version, string? Reason);

/// <summary>Filters of the list; bind with [AsParameters].</summary>
public sealed record IncidentQuery
{
    /// <summary>Words in the title, or an id.</summary>
    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    /// <summary>Incidents that affect this model.</summary>
    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    /// <summary>Incidents that affect this AI system.</summary>
    [FromQuery(Name = "system")]
    public string? System { get; init; }

    /// <summary>open, contained, recovered, closed or dismissed; live for those that have not ended.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; init; }

    /// <summary>low, medium, high or severe.</summary>
    [FromQuery(Name = "severity")]
    public string? Severity { get; init; }

    /// <summary>true for drills, false for none.</summary>
    [FromQuery(Name = "drill")]
    public bool? Drill { get; init; }

    internal Result<IncidentFilter> ToFilter() => IncidentFilter.Parse(Q, Model, System, State, Severity, Drill);
}

/// <summary>The questions on serious incidents and what they are based on.</summary>
/// <param name="Version">Version of the questions.</param>
/// <param name="Questions">The questions, in order.</param>
/// <param name="Harms">Kinds of harm.</param>
/// <param name="Clocks">The statutory clocks.</param>
/// <param name="ClockRules">How clocks are counted.</param>
/// <param name="WidespreadTest">When an infringement is widespread.</param>
/// <param name="DateNote">From when the law applies.</param>
public sealed record QuestionsView(
    string Version,
    IReadOnlyList<Domain.Incidents.SeriousQuestion> Questions,
    IReadOnlyList<Domain.Incidents.HarmKind> Harms,
    IReadOnlyList<Domain.Incidents.LegalClockRule> Clocks,
    IReadOnlyList<string> ClockRules,
    string WidespreadTest,
    string DateNote
);

/// <summary>Body that cuts off access.</summary>
/// <param name="Note">The reason.</param>
/// <param name="Keep">Keys that remain valid, such as KEY-0003 (default: none).</param>
public sealed record CutAccessBody([property: Required] string? Note, IReadOnlyList<string>? Keep = null);
