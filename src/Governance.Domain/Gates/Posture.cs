using Governance.Domain.Audit;
using Governance.Domain.Models;

namespace Governance.Domain.Gates;

/// <summary>
/// How one deployment stood to the policies from one instant until the next change. The rows of a deployment, in order, are its history;
/// the one without an end is how it stands now.
/// </summary>
public sealed class Posture : IAudited
{
    private readonly List<PostureFinding> _findings = [];

    private Posture() { }

    /// <summary>The readable id.</summary>
    public PostureId Id { get; private init; }

    /// <summary>The deployment.</summary>
    public DeploymentId Deployment { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private init; } = "";

    /// <summary>The deployment's environment.</summary>
    public string Environment { get; private init; } = "";

    /// <summary>How it stands.</summary>
    public PostureState State { get; private init; }

    /// <summary>Since when it stands so, which may be longer than <see cref="From"/>: other rules may have failed before.</summary>
    public DateTimeOffset Since { get; private init; }

    /// <summary>From when exactly these rules fail.</summary>
    public DateTimeOffset From { get; private init; }

    /// <summary>Until when (exclusive); null for how it stands now.</summary>
    public DateTimeOffset? Until { get; private set; }

    /// <summary>When the first time to put something right is over; null when none runs.</summary>
    public DateTimeOffset? GraceUntil { get; private init; }

    /// <summary>From when on no permit is issued for the version; null when that never comes.</summary>
    public DateTimeOffset? PermitsEndAt { get; private init; }

    /// <summary>The rules that fail, those that block first.</summary>
    public IReadOnlyList<PostureFinding> Findings => _findings;

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>How a deployment stands from now on.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="faults">The rules that it does not meet; none for one that is in policy.</param>
    /// <param name="before">How it stood until now; null for a deployment that is judged for the first time.</param>
    /// <param name="now">The server's clock.</param>
    public static Posture Of(
        PostureId id,
        Deployment deployment,
        IReadOnlyCollection<PostureFault> faults,
        Posture? before,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(faults);
        var state = StateOf(faults);
        var findings = faults
            .OrderByDescending(f => f.Blocks)
            .ThenBy(f => f.Policy, StringComparer.Ordinal)
            .ThenBy(f => f.Rule, StringComparer.Ordinal)
            .Select((fault, i) => PostureFinding.Of(id, i + 1, fault, before?.SinceOf(fault) ?? now))
            .ToList();
        var posture = new Posture
        {
            Id = id,
            Deployment = deployment.Id,
            Model = deployment.Model,
            Version = deployment.Version,
            Environment = deployment.Environment,
            State = state,
            Since = before?.State == state ? before.Since : now,
            From = now,
            GraceUntil = findings.Min(f => f.GraceUntil),
            PermitsEndAt = findings.Where(f => f.EndsPermits).Min(f => f.GraceUntil),
        };
        posture._findings.AddRange(findings);
        return posture;
    }

    /// <summary>True when the deployment still stands so: the same rules fail, whatever the numbers.</summary>
    public bool Says(IReadOnlyCollection<PostureFault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        return faults.Count == _findings.Count && faults.All(fault => _findings.Exists(f => f.Is(fault)));
    }

    /// <summary>
    /// Since when a rule fails: one that changed its severity goes on failing, and its time does not begin again. Null when it was met.
    /// </summary>
    public DateTimeOffset? SinceOf(PostureFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return _findings.Find(f => f.Policy == fault.Policy && f.Rule == fault.Rule && f.Blocks == fault.Blocks)?.Since;
    }

    /// <summary>Ends it.</summary>
    public void End(DateTimeOffset at) => Until ??= at;

    private static PostureState StateOf(IReadOnlyCollection<PostureFault> faults) =>
        faults.Any(f => f.Blocks) ? PostureState.Out
        : faults.Count > 0 ? PostureState.Warning
        : PostureState.In;
}
