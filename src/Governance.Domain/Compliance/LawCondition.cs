using System.Text.Json.Nodes;

namespace Governance.Domain.Compliance;

/// <summary>
/// A condition of the reference data, in the grammar of its <c>condition_grammar</c>. Positive keys are joined by OR; negative keys and
/// <c>all_of</c>
/// must all hold; an empty condition holds.
/// </summary>
public sealed record LawCondition
{
    private const string AnnexIii = "A3-";

    /// <summary>Holds always.</summary>
    public static LawCondition Always { get; } = new();

    /// <summary>Values of effective answers, by question.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> AnyAnswers { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Classes.</summary>
    public IReadOnlyList<string> AnyClasses { get; init; } = [];

    /// <summary>Roles.</summary>
    public IReadOnlyList<string> AnyRoles { get; init; } = [];

    /// <summary>Flags.</summary>
    public IReadOnlyList<string> AnyFlags { get; init; } = [];

    /// <summary>Sub-points, cases of Art. 50 included.</summary>
    public IReadOnlyList<string> AnySubpoints { get; init; } = [];

    /// <summary>Values of effective answers that must not be given.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> NoAnswers { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Classes that must not be set.</summary>
    public IReadOnlyList<string> NoClasses { get; init; } = [];

    /// <summary>Roles that must not be held.</summary>
    public IReadOnlyList<string> NoRoles { get; init; } = [];

    /// <summary>Flags that must not be set.</summary>
    public IReadOnlyList<string> NoFlags { get; init; } = [];

    /// <summary>Fails only when an Annex III sub-point is set and all that are set are listed.</summary>
    public IReadOnlyList<string> UnlessOnlySubpoints { get; init; } = [];

    /// <summary>Conditions that must all hold.</summary>
    public IReadOnlyList<LawCondition> AllOf { get; init; } = [];

    /// <summary>True when it holds on what is set so far.</summary>
    internal bool Holds(ClassificationState state) =>
        Positive(state)
        && !NoClasses.Any(state.Classes.Contains)
        && !NoRoles.Any(state.Roles.Contains)
        && !NoFlags.Any(state.Flags.Contains)
        && !Answered(NoAnswers, state)
        && !OnlyListed(state)
        && AllOf.All(c => c.Holds(state));

    /// <summary>Reads one.</summary>
    internal static LawCondition Read(JsonNode? node, string path)
    {
        if (node is null)
        {
            return Always;
        }

        var fields = ReferenceFields.Of(node, path);
        var condition = new LawCondition
        {
            AnyAnswers = Answers(fields, "any_of_answers"),
            AnyClasses = fields.Texts("any_of_classes"),
            AnyRoles = fields.Texts("any_of_roles"),
            AnyFlags = fields.Texts("any_of_flags"),
            AnySubpoints = [.. fields.Texts("any_of_subpoints"), .. fields.Texts("any_of_cases")],
            NoAnswers = Answers(fields, "none_of_answers"),
            NoClasses = fields.Texts("none_of_classes"),
            NoRoles = fields.Texts("none_of_roles"),
            NoFlags = fields.Texts("none_of_flags"),
            UnlessOnlySubpoints = fields.Texts("unless_only_subpoints"),
            AllOf = fields.Node("all_of") switch
            {
                null => [],
                JsonArray list => [.. list.Select((item, i) => Read(item, $"{path}.all_of[{i}]"))],
                _ => throw new FormatException($"{path}.all_of: this must be a list."),
            },
        };
        fields.End();
        return condition;
    }

    /// <summary>It and every condition inside it.</summary>
    internal IEnumerable<LawCondition> Flatten() => AllOf.SelectMany(c => c.Flatten()).Prepend(this);

    private static Dictionary<string, IReadOnlyList<string>> Answers(ReferenceFields fields, string key) =>
        fields
            .OptionalMap(key)
            ?.Members()
            .ToDictionary(m => m.Key, m => ReferenceFields.Texts(m.Value, $"{fields.Path}.{key}.{m.Key}"), StringComparer.Ordinal)
        ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    private static bool Answered(IReadOnlyDictionary<string, IReadOnlyList<string>> wanted, ClassificationState state) =>
        wanted.Any(w => state.Answers.TryGetValue(w.Key, out var given) && w.Value.Any(given.Contains));

    private bool Positive(ClassificationState state) =>
        (AnyAnswers.Count == 0 && AnyClasses.Count == 0 && AnyRoles.Count == 0 && AnyFlags.Count == 0 && AnySubpoints.Count == 0)
        || AnyClasses.Any(state.Classes.Contains)
        || AnyRoles.Any(state.Roles.Contains)
        || AnyFlags.Any(state.Flags.Contains)
        || AnySubpoints.Any(state.Subpoints.Contains)
        || Answered(AnyAnswers, state);

    private bool OnlyListed(ClassificationState state)
    {
        if (UnlessOnlySubpoints.Count == 0)
        {
            return false;
        }

        var set = state.Subpoints.Where(s => s.StartsWith(AnnexIii, StringComparison.Ordinal)).ToList();
        return set.Count > 0 && set.TrueForAll(UnlessOnlySubpoints.Contains);
    }
}
