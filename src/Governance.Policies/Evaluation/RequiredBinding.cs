namespace Governance.Policies;

/// <summary>
/// What evidence of each kind has to state about itself before a rule reads it. Where a policy asks for it (<c>boundTo</c> of
/// <c>evidence_required</c>), every rule reads the evidence that is bound and not a newer one that is not: the figures that decide are then
/// those of the report that was asked for.
/// </summary>
/// <remarks>
/// Of several policies the strictest decides: what any of those that enforce asks of a kind holds in all. A policy that blocks nothing adds
/// to this only for its own rules, so that it shows what it would do. Rules of severity low ask nothing of others.
/// </remarks>
public sealed class RequiredBinding
{
    private readonly Dictionary<string, string[]> _ofKind;

    private RequiredBinding(Dictionary<string, string[]> ofKind) => _ofKind = ofKind;

    /// <summary>Nothing has to be bound.</summary>
    public static RequiredBinding None { get; } = new([]);

    /// <summary>What the rules of one policy read, among all that are applied to an input.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="applied">All that are applied, in any order.</param>
    public static RequiredBinding For(PolicyDocument policy, IReadOnlyList<PolicyDocument> applied)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(applied);
        return Of(applied.Where(other => other.Mode == PolicyMode.Enforce || ReferenceEquals(other, policy)));
    }

    /// <summary>What the policies that enforce ask of an input together.</summary>
    /// <param name="policies">The policies in force.</param>
    /// <param name="model">The model.</param>
    /// <param name="stage">The stage, such as <c>production</c>.</param>
    /// <param name="at">The day on which policies have to count.</param>
    public static RequiredBinding Of(IEnumerable<PolicyDocument> policies, GateModel model, string stage, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(policies);
        return Of(
            policies.Where(policy => policy.Mode == PolicyMode.Enforce && PolicyApplication.WhyNot(policy, model, stage, at) is null)
        );
    }

    /// <summary>Whether evidence states what has to be known of it before a figure is read from it.</summary>
    /// <param name="kind">Kind of the evidence.</param>
    /// <param name="metric">The figure.</param>
    /// <param name="subject">What it states; null when nothing.</param>
    /// <param name="artifactSha256">The artifact of the version.</param>
    /// <param name="heldOut">The datasets of the version with role <c>test</c>.</param>
    public bool Allows(string kind, string metric, SubjectFacts? subject, string artifactSha256, IEnumerable<string> heldOut)
    {
        var asked = OfFigure(kind, metric);
        return (!asked.Contains(EvidenceBinding.Artifact) || subject?.ArtifactSha256 == artifactSha256)
            && (!asked.Contains(EvidenceBinding.Dataset) || (subject?.DatasetSha256 is { } set && heldOut.Contains(set)));
    }

    /// <summary>What evidence of a kind has to state: <c>artifact</c>, <c>dataset</c>, both or nothing.</summary>
    internal IReadOnlyList<string> Of(string kind) => _ofKind.GetValueOrDefault(kind) ?? [];

    /// <summary>
    /// The same of evidence from which one figure is read. A figure is asked of the kind that measures it, under whatever kind it was
    /// filed: a report does not come loose by another name. A figure that no kind of ours measures could belong to any that has to be
    /// bound.
    /// </summary>
    internal IReadOnlyList<string> OfFigure(string kind, string metric) =>
        [.. Of(kind).Union(OfFigure(metric, !_ofKind.ContainsKey(kind)))];

    /// <summary>
    /// True when the author's claim of a figure may stand where no one measured it: a claim states nothing it was measured on.
    /// </summary>
    internal bool AllowsDeclared(string metric) => !OfFigure(metric, ofUnknown: true).Any();

    private IEnumerable<string> OfFigure(string metric, bool ofUnknown) =>
        MetricKinds.Of(metric) is { } home ? Of(home)
        : ofUnknown ? _ofKind.Values.SelectMany(words => words).Distinct()
        : [];

    private static RequiredBinding Of(IEnumerable<PolicyDocument> policies)
    {
        var asked = policies
            .SelectMany(policy => policy.Rules)
            .Where(rule => rule is { Type: "evidence_required", Severity: not RuleSeverity.Low } && rule.Parameters.Has("boundTo"))
            .SelectMany(rule =>
                rule.Parameters.List("kinds").SelectMany(kind => rule.Parameters.List("boundTo").Select(what => (kind, what)))
            )
            .GroupBy(pair => pair.kind, pair => pair.what, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => EvidenceBinding.Words.Where(word => group.Contains(word, StringComparer.Ordinal)).ToArray(),
                StringComparer.Ordinal
            );
        return asked.Count == 0 ? None : new(asked);
    }
}
