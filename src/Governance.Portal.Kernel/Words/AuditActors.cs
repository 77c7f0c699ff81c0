using Governance.Data;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Kernel.Words;

/// <summary>Names of those who stand in the log: people and keys by their names, the portal's own jobs by what they do.</summary>
public sealed class AuditActors
{
    private readonly ActorNames _names;

    private AuditActors(ActorNames names) => _names = names;

    /// <summary>Those who are neither a person nor a key. A test holds that every job of the portal is here.</summary>
    public static IReadOnlyDictionary<string, string> Jobs { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["system:gate"] = "Gate runner",
            ["system:approvals"] = "Approvals",
            ["system:promotion-expiry"] = "Promotion expiry",
            ["system:override-expiry"] = "Override expiry",
            ["system:waiver-expiry"] = "Waiver expiry",
            ["system:policy-sync"] = "Policy folder",
            ["system:engine-decisions"] = "Decisions of OPAs",
            ["system:mlflow"] = "MLflow import",
            ["system:hooks"] = "Code hosts",
            ["system:siem"] = "SIEM",
            ["system:integrations"] = "Integrations",
            ["system:dashboards"] = "Mailed dashboards",
            ["system:notifications"] = "Notifications",
            ["system:permits"] = "Permit check",
            ["system:classification"] = "Classification",
            ["system:reports"] = "Report job",
            ["system:content-check"] = "Content check",
            ["system:expiry"] = "Session expiry",
            ["system:single-sign-on"] = "Single sign-on",
            ["system:records"] = "Record check",
            ["system:sign-in"] = "Sign-in guard",
            ["system:setup"] = "First run",
            ["system:upload-scan"] = "Upload scan",
            ["system:anchors"] = "Outside anchors",
            ["system:risk-signals"] = "Risk signals",
            ["system:monitoring"] = "Monitoring",
            ["system:decision-checks"] = "Decision checks",
            ["system:retirements"] = "Retirements",
            ["system:decision-retention"] = "Decision retention",
            ["host"] = "Host operator",
            ["anonymous"] = "Somebody not signed in",
        };

    /// <summary>Name of an actor.</summary>
    public string this[string actor] =>
        Jobs.TryGetValue(actor, out var job) ? job
        : actor.StartsWith("system:", StringComparison.Ordinal) ? $"Job {actor["system:".Length..]}"
        : _names[actor];

    /// <summary>Looks up all names at once.</summary>
    public static async Task<AuditActors> LoadAsync(GovernanceDbContext db, IEnumerable<string> actors, CancellationToken ct) =>
        new(await ActorNames.LoadAsync(db, actors.Distinct(StringComparer.Ordinal), ct));

    /// <summary>Name of the thing an entry is about, where its id says nothing to people: accounts and keys.</summary>
    public string Thing(string subject) =>
        subject switch
        {
            _ when subject.StartsWith("USR-", StringComparison.Ordinal)
                    && _names[$"user:{subject}"] is var name
                    && !name.StartsWith("user:", StringComparison.Ordinal) => name,
            _ when subject.StartsWith("KEY-", StringComparison.Ordinal)
                    && _names[$"key:{subject}"] is var name
                    && !name.StartsWith("key:", StringComparison.Ordinal) => name,
            _ => subject.Replace('@', ' '),
        };

    /// <summary>What to look up so that a thing has its name.</summary>
    public static IEnumerable<string> Of(string actor, string subject) =>
        subject.StartsWith("USR-", StringComparison.Ordinal) ? [actor, $"user:{subject}"]
        : subject.StartsWith("KEY-", StringComparison.Ordinal) ? [actor, $"key:{subject}"]
        : [actor];
}
