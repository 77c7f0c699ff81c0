namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// Exports of PyRIT: a list of attack results (<c>conversation_id</c>, <c>outcome</c>), or of message pieces with their scores of the
/// type true_false. A conversation is one attack; it succeeded if one of its scores says so. Prompts and answers stay out. Public
/// schema: github.com/Azure/PyRIT, pyrit/models.
/// </summary>
internal sealed class PyritResults : IForeignTool
{
    // Since 0.11 what identifies a component says which version made it.
    private static readonly string[] s_stated = ["attack_identifier", "atomic_attack_identifier", "prompt_target_identifier"];

    public string Name => "pyrit";

    public Version First { get; } = new(0, 5);

    public Version Before { get; } = new(2, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        var versions = new HashSet<string>(StringComparer.Ordinal);
        var conversations = new Dictionary<string, (string Category, bool? Succeeded)>(StringComparer.Ordinal);
        foreach (var item in document.Items())
        {
            var id = item.Need("conversation_id").Text();
            versions.UnionWith(s_stated.Select(member => Stated(item.Find(member))).OfType<string>());
            if (IsOfScorer(item))
            {
                continue;
            }

            var known = conversations.TryGetValue(id, out var before);
            var category = Category(item) ?? (known ? before.Category : "attack");
            var now = item.Has("outcome") ? Outcome(item.Member("outcome")) : Scores(item);
            if (known && item.Has("outcome"))
            {
                throw item.Need("conversation_id").Bad("this conversation has a second result");
            }

            conversations[id] = (category, before.Succeeded is true || now is true ? true : now ?? before.Succeeded);
        }

        var categories = new AttackCategories();
        foreach (var (category, succeeded) in conversations.Values)
        {
            categories.Add(category, succeeded is true ? 1 : 0, succeeded is null ? 0 : 1, succeeded is null ? 1 : 0);
        }

        return new(versions.Count == 1 ? versions.Single() : null, null, [categories.Report(document)]);
    }

    private static bool? Outcome(Place outcome) =>
        outcome.IsUndefined
            ? Unsaid(outcome)
            : outcome.Text() switch
            {
                "success" => true,
                "failure" => false,
                "undetermined" or "error" => null,
                var other => throw outcome.Bad($"{other} is not a supported outcome"),
            };

    private static bool? Unsaid(Place outcome)
    {
        outcome.Unsaid();
        return null;
    }

    private static bool? Scores(Place piece)
    {
        bool? said = null;
        foreach (var score in piece.Need("scores").Items())
        {
            if (score.Need("score_type").Text() != "true_false")
            {
                continue;
            }

            var value = score.Member("score_value");
            // A score that was not given says nothing of the attack.
            if (value.IsUndefined)
            {
                value.Unsaid();
                continue;
            }

            var isTrue = value.Truth() ?? throw value.Bad("a score of the type true_false must be True or False");
            // A scorer of refusals says true of an attack that failed, and of one that was not refused nothing more.
            said =
                IsRefusal(score) ? (isTrue ? said ?? false : said)
                : isTrue ? true
                : said ?? false;
        }

        return said;
    }

    private static bool IsRefusal(Place score) =>
        ((string[])["scorer_class_identifier", "scorer_identifier", "scorer_type"]).Any(member =>
            score.Find(member) switch
            {
                { IsText: true } name => name.Text().Contains("Refusal", StringComparison.Ordinal),
                { IsObject: true } identifier => ((string[])["class_name", "__type__"]).Any(name =>
                    identifier.Find(name) is { IsText: true } type && type.Text().Contains("Refusal", StringComparison.Ordinal)
                ),
                _ => false,
            }
        );

    private static string? Stated(Place? identifier) => identifier is { IsObject: true } of ? of.Version("pyrit_version") : null;

    // Up to 0.10 what a scorer asks its own model is kept as a conversation, too, marked with the answer that it is about. It is no attack.
    private static bool IsOfScorer(Place piece) =>
        ((string[])["orchestrator_identifier", "attack_identifier"]).Any(member =>
            piece.Find(member) is { IsObject: true } identifier && identifier.Find("scored_prompt_id") is { IsUndefined: false }
        );

    // Since 0.11 an attack is made of a technique, which is made of a strategy (AttackResult.get_attack_strategy_identifier).
    private static Place? Strategy(Place item) =>
        Child(item.Find("atomic_attack_identifier"), "attack_technique") is { } technique
            ? Child(technique, "attack")
            : Child(item.Find("atomic_attack_identifier"), "attack");

    private static Place? Child(Place? identifier, string name) =>
        identifier is { IsObject: true } of && of.Find("children") is { IsObject: true } children ? children.Find(name) : null;

    private static string? Category(Place item) =>
        (item.Find("attack_identifier") ?? item.Find("orchestrator_identifier") ?? Strategy(item)) is { IsObject: true } identifier
        && (identifier.Find("__type__") ?? identifier.Find("class_name")) is { IsText: true } type
            ? type.Text()
            : null;
}
