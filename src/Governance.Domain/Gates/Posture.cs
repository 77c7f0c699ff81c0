using Governance.Domain.Audit;
using Governance.Domain.Experiments;
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

    /// <summary>The environment of a version that no deployment names: its decisions alone show that it runs.</summary>
    public const string SeenInDecisions = "decisions";

    /// <summary>The deployment; null where only its decisions show that the version runs.</summary>
    public DeploymentId? Deployment { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private init; } = "";

    /// <summary>The deployment's environment.</summary>
    public string Environment { get; private init; } = "";

    /// <summary>
    /// The stage whose policies it is judged by: production wherever it decides for people. Null, which is production, in postures of
    /// earlier releases.
    /// </summary>
    public Stage? Stage { get; private init; }

    /// <summary>The experiment it is deployed for; null for none.</summary>
    public ExperimentId? Experiment { get; private init; }

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
    /// <param name="stage">The stage whose policies it was judged by.</param>
    public static Posture Of(
        PostureId id,
        Deployment deployment,
        IReadOnlyCollection<PostureFault> faults,
        Posture? before,
        DateTimeOffset now,
        Stage stage = Models.Stage.Production
    )
    {
        ArgumentNullException.ThrowIfNull(deployment);
        return Of(
            id,
            (deployment.Id, deployment.Model, deployment.Version, deployment.Environment, stage, deployment.Experiment),
            faults,
            before,
            now
        );
    }

    /// <summary>How a version stands that no deployment names and that decides all the same.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="version">The version's model and name.</param>
    /// <param name="faults">What its decisions show.</param>
    /// <param name="before">How it stood until now; null for one that is seen for the first time.</param>
    /// <param name="now">The server's clock.</param>
    public static Posture Of(
        PostureId id,
        (string Model, string Version) version,
        IReadOnlyCollection<PostureFault> faults,
        Posture? before,
        DateTimeOffset now
    ) => Of(id, ((DeploymentId?)null, version.Model, version.Version, SeenInDecisions, Models.Stage.Production, null), faults, before, now);

    private static Posture Of(
        PostureId id,
        (DeploymentId? Deployment, string Model, string Version, string Environment, Stage Stage, ExperimentId? Experiment) about,
        IReadOnlyCollection<PostureFault> faults,
        Posture? before,
        DateTimeOffset now
    )
    {
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
            Deployment = about.Deployment,
            Model = about.Model,
            Version = about.Version,
            Environment = about.Environment,
            Stage = about.Stage,
            Experiment = about.Experiment,
            State = state,
            Since = before?.State == state ? before.Since : now,
            From = now,
            GraceUntil = findings.Min(f => f.GraceUntil),
            PermitsEndAt = findings.Where(f => f.EndsPermits).Min(f => (DateTimeOffset?)(f.GraceUntil ?? f.Since)),
        };
        posture._findings.AddRange(findings);
        return posture;
    }

    /// <summary>True when the deployment still stands so: the same rules of the same stage fail, whatever the numbers.</summary>
    public bool Says(IReadOnlyCollection<PostureFault> faults, Stage stage = Models.Stage.Production)
    {
        ArgumentNullException.ThrowIfNull(faults);
        return (Stage ?? Models.Stage.Production) == stage
            && faults.Count == _findings.Count
            && faults.All(fault => _findings.Exists(f => f.Is(fault)));
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
