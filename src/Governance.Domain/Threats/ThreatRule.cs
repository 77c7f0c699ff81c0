using Governance.Domain.Risks;

namespace Governance.Domain.Threats;

/// <summary>What has to be true of a component or a flow; what is not set is not asked.</summary>
public sealed record ThreatCondition
{
    /// <summary>The component is one of these.</summary>
    public IReadOnlyList<ThreatComponentKind> Kinds { get; init; } = [];

    /// <summary>The flow comes from one of these.</summary>
    public IReadOnlyList<ThreatComponentKind> From { get; init; } = [];

    /// <summary>The flow goes to one of these.</summary>
    public IReadOnlyList<ThreatComponentKind> To { get; init; } = [];

    /// <summary>People or programs outside reach the component, directly or through interfaces and applications alone.</summary>
    public bool Exposed { get; init; }

    /// <summary>The component, or the source of the flow, takes in what comes from outside, directly or by way of others.</summary>
    public bool Untrusted { get; init; }

    /// <summary>Content from outside reaches the component by way of one of these, directly or through applications.</summary>
    public IReadOnlyList<ThreatComponentKind> Reads { get; init; } = [];

    /// <summary>Someone else operates the component, or an end of the flow.</summary>
    public bool Outside { get; init; }

    /// <summary>The flow leaves one boundary for another.</summary>
    public bool Crosses { get; init; }

    /// <summary>The flow, or the most sensitive one of the component, is at least so sensitive.</summary>
    public DataSensitivity? AtLeast { get; init; }
}

/// <summary>A rule that suggests a threat wherever its condition holds.</summary>
/// <param name="Id">Its id, part of the id of every threat it suggests; never changes.</param>
/// <param name="Title">The threat in a few words.</param>
/// <param name="Why">What may happen.</param>
/// <param name="Category">Category of the taxonomy.</param>
/// <param name="Threats">Items of frameworks it is known under.</param>
/// <param name="Mitigations">What usually answers it.</param>
/// <param name="Target">What it looks at.</param>
/// <param name="When">Its condition.</param>
public sealed record ThreatRule(
    string Id,
    string Title,
    string Why,
    RiskCategory Category,
    IReadOnlyList<string> Threats,
    IReadOnlyList<string> Mitigations,
    ThreatTarget Target,
    ThreatCondition When
);

/// <summary>A threat that a rule suggests at one place of a drawing.</summary>
/// <param name="Id">Rule and place: <c>indirect-injection.llm</c>. Decisions name it.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Element">Key of the component or flow.</param>
/// <param name="Basis">What it rests on. A decision made on another basis is to be confirmed.</param>
public sealed record SuggestedThreat(string Id, ThreatRule Rule, string Element, string Basis);

/// <summary>Suggests threats: the same drawing and rules give the same threats in the same order.</summary>
public static class ThreatSuggestions
{
    /// <summary>The threats, in the order of the rules and of the drawing.</summary>
    /// <param name="drawing">What the system is made of.</param>
    /// <param name="rules">The rules.</param>
    public static IReadOnlyList<SuggestedThreat> Of(SystemDrawing drawing, IReadOnlyList<ThreatRule> rules)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        ArgumentNullException.ThrowIfNull(rules);
        var facts = new DrawingFacts(drawing);
        return
        [
            .. rules.SelectMany(rule =>
                rule.Target is ThreatTarget.Component
                    ? drawing
                        .Components.Where(c => facts.Holds(rule.When, c))
                        .Select(c => new SuggestedThreat($"{rule.Id}.{c.Key}", rule, c.Key, facts.BasisOf(c)))
                    : drawing
                        .Flows.Where(f => facts.Holds(rule.When, f))
                        .Select(f => new SuggestedThreat($"{rule.Id}.{f.Key}", rule, f.Key, facts.BasisOf(f)))
            ),
        ];
    }

    /// <summary>What follows from a drawing.</summary>
    private sealed class DrawingFacts
    {
        private readonly SystemDrawing _drawing;
        private readonly Dictionary<string, ThreatComponent> _components;
        private readonly HashSet<string> _untrusted;
        private readonly HashSet<string> _exposed;
        private readonly Dictionary<string, SortedSet<ThreatComponentKind>> _reads;

        public DrawingFacts(SystemDrawing drawing)
        {
            _drawing = drawing;
            _components = drawing.Components.ToDictionary(c => c.Key, StringComparer.Ordinal);
            // A person of ours who looks at something does not pass it on unseen.
            _untrusted = Reached(IsOutside, c => c.Kind is not ThreatComponentKind.HumanReviewer);
            // What a model of someone else answers is not a way in; the person who calls an interface is.
            _exposed = Reached(
                c => IsOutside(c) && !c.IsModel,
                c => c.Kind is ThreatComponentKind.UserInterface or ThreatComponentKind.Application
            );
            _reads = Reads();
        }

        public bool Holds(ThreatCondition when, ThreatComponent component) =>
            (when.Kinds.Count == 0 || when.Kinds.Contains(component.Kind))
            && (!when.Exposed || _exposed.Contains(component.Key))
            && (!when.Untrusted || _untrusted.Contains(component.Key))
            && (when.Reads.Count == 0 || when.Reads.Any(_reads[component.Key].Contains))
            && (!when.Outside || IsOutside(component))
            && (when.AtLeast is not { } least || SensitivityOf(component) >= least);

        public bool Holds(ThreatCondition when, DataFlow flow)
        {
            var (from, to) = (_components[flow.From], _components[flow.To]);
            return (when.From.Count == 0 || when.From.Contains(from.Kind))
                && (when.To.Count == 0 || when.To.Contains(to.Kind))
                && (!when.Exposed || _exposed.Contains(to.Key))
                && (!when.Untrusted || IsOutside(from) || PassesOnUntrusted(from))
                && (!when.Outside || IsOutside(from) || IsOutside(to))
                && (!when.Crosses || _drawing.Crosses(flow))
                && (when.AtLeast is not { } least || flow.Sensitivity >= least);
        }

        public string BasisOf(ThreatComponent component) =>
            string.Join(
                ' ',
                [
                    WireName.Of(component.Kind),
                    WireName.Of(_drawing.TrustOf(component)),
                    SensitivityOf(component) is { } sensitivity ? WireName.Of(sensitivity) : "none",
                    .. _exposed.Contains(component.Key) ? ["exposed"] : Array.Empty<string>(),
                    .. _untrusted.Contains(component.Key) ? ["untrusted"] : Array.Empty<string>(),
                    .. _reads[component.Key].Select(WireName.Of),
                ]
            );

        public string BasisOf(DataFlow flow) =>
            $"{BasisOf(_components[flow.From])} > {BasisOf(_components[flow.To])} : {WireName.Of(flow.Sensitivity)}"
            + (_drawing.Crosses(flow) ? " crosses" : "");

        private bool PassesOnUntrusted(ThreatComponent component) =>
            component.Kind is not ThreatComponentKind.HumanReviewer && _untrusted.Contains(component.Key);

        private bool IsOutside(ThreatComponent component) => _drawing.TrustOf(component) is not BoundaryTrust.Own;

        private DataSensitivity? SensitivityOf(ThreatComponent component) =>
            _drawing.Flows.Where(f => f.From == component.Key || f.To == component.Key).Max(f => (DataSensitivity?)f.Sensitivity);

        // Kinds of sources whose content from outside a component takes in; an application hands on what it fetches.
        private Dictionary<string, SortedSet<ThreatComponentKind>> Reads()
        {
            var reads = _components.Keys.ToDictionary(k => k, _ => new SortedSet<ThreatComponentKind>(), StringComparer.Ordinal);
            for (var grown = true; grown; )
            {
                grown = false;
                foreach (var flow in _drawing.Flows)
                {
                    var from = _components[flow.From];
                    IEnumerable<ThreatComponentKind> read =
                        from.Kind is ThreatComponentKind.Application ? reads[from.Key]
                        : IsOutside(from) || _untrusted.Contains(from.Key) ? [from.Kind]
                        : [];
                    foreach (var kind in read.Where(k => !reads[flow.To].Contains(k)).ToList())
                    {
                        reads[flow.To].Add(kind);
                        grown = true;
                    }
                }
            }

            return reads;
        }

        // What flows from a source reach, through those that pass it on.
        private HashSet<string> Reached(Func<ThreatComponent, bool> isSource, Func<ThreatComponent, bool> passesOn)
        {
            var reached = new HashSet<string>(StringComparer.Ordinal);
            for (var before = -1; before < reached.Count; )
            {
                before = reached.Count;
                foreach (var flow in _drawing.Flows)
                {
                    var from = _components[flow.From];
                    if (isSource(from) || (reached.Contains(from.Key) && passesOn(from)))
                    {
                        reached.Add(flow.To);
                    }
                }
            }

            return reached;
        }
    }
}
