using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Body of a new incident.</summary>
/// <param name="Title">A few words; what the alert says when left out and an alert is named.</param>
/// <param name="Severity">low, medium, high or severe.</param>
/// <param name="Category">A category of the risk taxonomy, such as performance, drift, fairness, privacy or operational.</param>
/// <param name="Description">What is known, in plain words.</param>
/// <param name="Versions">Versions it is about.</param>
/// <param name="Systems">AI systems it is about, such as SYS-0001.</param>
/// <param name="Alert">The alert it comes from, such as ALR-0003: what it says need not be said again.</param>
/// <param name="Lead">E-mail address of who leads the response; the person who declares it when left out.</param>
/// <param name="OccurredAt">When it began.</param>
/// <param name="ProviderAwareAt">When the provider became aware; now when neither is given.</param>
/// <param name="DeployerAwareAt">When the deployer became aware.</param>
/// <param name="PeopleAffected">How many people; left out while it is not known.</param>
/// <param name="Countries">Countries in which it happened, two letters each.</param>
/// <param name="Drill">True for an exercise: nothing is revoked, nothing is due by law.</param>
public sealed record IncidentBody(
    [property: Required] string? Title = null,
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

/// <summary>Body of a change: what is absent stays, what is null is taken away.</summary>
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
/// <param name="System">What confirms it.</param>
/// <param name="Note">What it says.</param>
public sealed record ServingBody(string? System, string? Note = null);

/// <summary>Body of evidence from outside the portal.</summary>
/// <param name="Items">Names with their SHA-256.</param>
public sealed record FreezeBody(IReadOnlyList<EvidenceItem>? Items = null);

/// <summary>Body of words about an incident.</summary>
/// <param name="Note">The words.</param>
public sealed record IncidentNoteBody(string? Note = null);

/// <summary>Body of a reason.</summary>
/// <param name="Reason">Why.</param>
public sealed record IncidentReasonBody([property: Required] string? Reason = null);

/// <summary>Body of an entry of the timeline.</summary>
/// <param name="Text">What is to be remembered.</param>
/// <param name="HappenedAt">When it happened, where that is another time.</param>
public sealed record TimelineBody(string? Text, DateTimeOffset? HappenedAt = null);

/// <summary>Body of a message.</summary>
/// <param name="Audience">Who it is for: an audience of the playbook, such as authority.</param>
/// <param name="Subject">Its subject; the playbook's draft when left out.</param>
/// <param name="Body">Its words; the playbook's draft, filled in, when left out.</param>
public sealed record MessageBody(string? Audience, string? Subject = null, string? Body = null);

/// <summary>Body of rewritten words.</summary>
/// <param name="Subject">Subject.</param>
/// <param name="Body">The words.</param>
public sealed record MessageWordsBody(string? Subject, string? Body);

/// <summary>Body of what a message waits for.</summary>
/// <param name="WaitsFor">What it waits for.</param>
public sealed record HoldBody(string? WaitsFor);

/// <summary>Body of a version that is let go.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's name.</param>
/// <param name="Reason">Why.</param>
public sealed record ReleaseBody(string? Model, string? Version, string? Reason);

/// <summary>Filters of the list; bind with [AsParameters].</summary>
public sealed record IncidentQuery
{
    /// <summary>Words in the title, or an id.</summary>
    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    /// <summary>About this model.</summary>
    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    /// <summary>About this AI system.</summary>
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

/// <summary>The decision aid and what it rests on.</summary>
/// <param name="Version">Version of the questions.</param>
/// <param name="Questions">The questions, in order.</param>
/// <param name="Harms">Kinds of harm.</param>
/// <param name="Clocks">The clocks of the law.</param>
/// <param name="ClockRules">How clocks are counted.</param>
/// <param name="WidespreadTest">When an infringement is widespread.</param>
/// <param name="DateNote">From when on it applies.</param>
public sealed record QuestionsView(
    string Version,
    IReadOnlyList<Domain.Incidents.SeriousQuestion> Questions,
    IReadOnlyList<Domain.Incidents.HarmKind> Harms,
    IReadOnlyList<Domain.Incidents.LegalClockRule> Clocks,
    IReadOnlyList<string> ClockRules,
    string WidespreadTest,
    string DateNote
);

/// <summary>Cuts access.</summary>
/// <param name="Note">Why.</param>
/// <param name="Keep">Keys that stay, such as KEY-0003; none when left out.</param>
public sealed record CutAccessBody([property: Required] string? Note, IReadOnlyList<string>? Keep = null);
