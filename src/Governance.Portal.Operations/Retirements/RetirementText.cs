using System.Globalization;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Pages;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Retirements in words.</summary>
internal static class RetirementText
{
    public static (Tone Tone, string Icon, string Word) Of(RetirementState state) =>
        state switch
        {
            RetirementState.UnderWay => (Tone.Info, "hourglass_top", "Under way"),
            RetirementState.ToSign => (Tone.Warn, "draw", "Waiting for signatures"),
            RetirementState.Closed => (Tone.Pass, "check_circle", "Closed"),
            RetirementState.Cancelled => (Tone.Idle, "do_not_disturb_on", "Cancelled"),
        };

    public static string Of(RetirementStep step) =>
        step switch
        {
            RetirementStep.Dependants => "Dependent items",
            RetirementStep.Tasks => "Tasks",
            RetirementStep.Traffic => "Traffic",
            RetirementStep.Keys => "API keys",
            RetirementStep.Data => "Data",
            RetirementStep.Retention => "Retention",
            RetirementStep.Signature => "Signed closure",
        };

    public static string Of(DependantKind kind) => kind.ToString();

    /// <summary>
    /// Whether something still calls it. That its permits have ended does not mean that all calls have: someone confirms it.
    /// </summary>
    public static string Traffic(RetirementRow row) =>
        row switch
        {
            { StoppedAt: null } => T["Not stopped"],
            { ConfirmedAt: null } => T["Stop not confirmed"],
            _ => T.Sense("Stopped", "for good"),
        };

    public static string Of(DispositionKind choice) =>
        choice switch
        {
            DispositionKind.Keep => "Keep",
            DispositionKind.Delete => "Delete",
            DispositionKind.HandOver => "Hand over",
        };

    /// <summary>Page of the thing that retires.</summary>
    public static string Href(RetirementKind kind, string subject) =>
        kind switch
        {
            RetirementKind.System => $"/compliance/systems/{subject}",
            RetirementKind.Model => ModelAddresses.Model(subject),
            _ => Version(subject),
        };

    /// <summary>
    /// What depends on what retires: the title of an incident or a risk, and the name of a version or a system, are people's.
    /// </summary>
    public static string NameOf(DependantView dependant) =>
        dependant.Kind
            is DependantKind.Incident
                or DependantKind.Risk
                or DependantKind.System
                or DependantKind.Dependency
                or DependantKind.Lineage
            ? dependant.Name
            : T.Word(dependant.Name);

    /// <summary>Page of a dependant; null where it has none.</summary>
    public static string? Href(DependantView dependant) =>
        dependant.Kind switch
        {
            DependantKind.Dependency or DependantKind.Lineage => Version(dependant.Id),
            DependantKind.Promotion => $"/approvals/{dependant.Id}",
            DependantKind.Incident => $"/incidents/{dependant.Id}",
            DependantKind.Risk => $"/risks/{dependant.Id}",
            DependantKind.System => $"/compliance/systems/{dependant.Id}",
            DependantKind.Obligation => $"/compliance/obligations?system={dependant.Id.Split('/')[0]}",
            _ => null,
        };

    /// <summary>The day of an instant, in the zone of its reader.</summary>
    public static string Day(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What a step comes to, in a sentence, with days in the zone of its reader.</summary>
    public static string About(RetirementView r, RetirementStep step, TimeZoneInfo zone)
    {
        var left = r.Blockers.Where(b => b.Step == step).Select(b => b.Message).ToList();
        if (step is RetirementStep.Traffic && left.Count > 0 && r is { StoppedAt: not null, ConfirmedAt: null })
        {
            // What was done comes before what no one has confirmed yet. Each sentence is said by itself.
            return string.Join(' ', left.Prepend("Its permits have ended, and its deployments are blocked.").Select(s => T.Recorded(s)));
        }

        return left.Count > 0
            ? string.Join(' ', left)
            : step switch
            {
                RetirementStep.Dependants => r.Dependants.Count == 0
                    ? "No dependent items were found."
                    : $"{Formats.Plural(r.Dependants.Count, "dependent item")}, decided on or settled by the next steps.",
                RetirementStep.Tasks => $"{r.Tasks.Count(t => t.DoneAt is not null)} of {Formats.Plural(r.Tasks.Count, "task")} done.",
                RetirementStep.Traffic => r.ConfirmedBy is { } by ? $"Stopped, and confirmed by {by}." : "No system serves it.",
                RetirementStep.Keys => r.Keys.Count == 0
                    ? "No key was used for it."
                    : $"Decision recorded for {Formats.Plural(r.Keys.Count, "key")}.",
                RetirementStep.Data => r.Data.Count == 0
                    ? "The portal stores no data about it."
                    : $"Decision on data recorded: {Formats.Plural(r.Data.Count, "data item")}.",
                RetirementStep.Retention => r.RetentionUntil is { } until ? $"Records are kept until {Day(until, zone)}." : "Not set.",
                _ => Signature(r),
            };
    }

    private static string Signature(RetirementView r) =>
        r.State switch
        {
            RetirementState.Closed => "Signed and closed.",
            RetirementState.ToSign => r.HighRisk ? "Waiting for the model owner and for Legal." : "Waiting for the model owner.",
            RetirementState.Cancelled => "Cancelled.",
            _ => r.HighRisk
                ? "The model owner and Legal sign because the risk is high. The requester does not sign."
                : "The model owner signs. The requester does not sign.",
        };

    private static string Version(string id) =>
        id.Split('@') is [var model, var version] ? ModelAddresses.Version(model, version) : ModelAddresses.Model(id);

    /// <summary>
    /// A piece of data in the reader's language, with names as they are: its id has its parts, and what it is called was kept in English.
    /// </summary>
    /// <param name="kind">As in <see cref="DataItem"/>.</param>
    /// <param name="id">As in <see cref="DataItem"/>.</param>
    /// <param name="name">As in <see cref="DataItem"/>.</param>
    public static string NameOf(string kind, string id, string name)
    {
        if (kind is "artifact" or "decisions" && id.Split('@') is [var model, var version])
        {
            return T[kind is "artifact" ? "Artifact of {0} {1}" : "Decisions of {0} {1}", model, version];
        }

        if (kind is not "dataset" || id.Split('/', 3) is not [var of, var role, var dataset])
        {
            return name;
        }

        var ofVersion = of[(of.IndexOf('@', StringComparison.Ordinal) + 1)..];
        var (begin, end) = ($"{dataset} ", $" ({role} data of {ofVersion})");
        return
            name.Length > begin.Length + end.Length
            && name.StartsWith(begin, StringComparison.Ordinal)
            && name.EndsWith(end, StringComparison.Ordinal)
            ? T["{0} {1} ({2} data of {3})", dataset, name[begin.Length..^end.Length], T[role], ofVersion]
            : name;
    }
}
