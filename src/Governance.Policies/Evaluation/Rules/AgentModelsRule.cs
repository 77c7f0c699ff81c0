namespace Governance.Policies;

/// <summary>
/// <c>agent_models</c>: the agent thinks only with models that the rule allows; with <c>pinned</c> each is one exact version, and with
/// <c>approvedOnly</c> each is a version of this registry in production.
/// </summary>
internal static class AgentModelsRule
{
    private const int Listed = 10;

    /// <summary>Words by which providers name whatever is newest.</summary>
    private static readonly string[] s_moving = ["latest", "stable", "default", "current", "newest", "main", "master", "preview", "auto"];

    public static Finding Evaluate(RuleContext context)
    {
        if (context.Input.Agent is not { } agent)
        {
            return AgentRules.NoAgent;
        }

        var allow = context.Parameters.List("allow");
        var (pinned, approved) = (context.Parameters.Flag("pinned"), context.Parameters.Flag("approvedOnly"));
        var expected = Sentence.Joined(
            ", ",
            new[]
            {
                allow.Count == 0
                    ? null
                    : Sentence.Of("models.asked", $"only {string.Join(" ", allow)}", ("models", Values.Ids(allow, int.MaxValue))),
                pinned ? Sentence.Of("models.asked-exact", "one exact version") : null,
                approved ? Sentence.Of("models.asked-production", "in production in this registry") : null,
            }
                .OfType<Sentence>()
                .DefaultIfEmpty(Sentence.Of("models.asked-any", "any model"))
        );
        var models = agent.Models.OrderBy(Named, StringComparer.Ordinal).ToList();
        if (models.Count == 0)
        {
            return Finding.Fail(
                Sentence.Of("models.none", "The manifest names no model. Name each model the agent thinks with."),
                expected,
                Sentence.Of("models.seen-none", "no models")
            );
        }

        var actual = Say("models.seen", models, names => names)!;
        if (approved && context.Input.AgentModels is null)
        {
            return Finding.Error(
                Sentence.Of(
                    "models.unknown",
                    "It is not known which models are in production: the input does not say so. Evaluate an input with agentModels."
                ),
                expected,
                actual
            );
        }

        Sentence?[] wrong =
        [
            Say(
                "models.not-allowed",
                models.Where(model => allow.Count > 0 && !allow.Any(entry => IsMeant(entry, model))),
                names => $"Models that are not allowed: {names}. Use models that the rule names."
            ),
            Say(
                "models.not-exact",
                models.Where(model => pinned && !IsPinned(model)),
                names => $"Models without an exact version: {names}. Name a version that does not move, or a digest."
            ),
            Say(
                "models.not-registered",
                models.Where(model => approved && model.Provider is not null),
                names => $"Models that are not of this registry: {names}. Use models that are approved here."
            ),
            Say(
                "models.not-in-production",
                models.Where(model => approved && model.Provider is null && !IsInProduction(model, context.Input.AgentModels!)),
                names => $"Models that are not in production: {names}. Promote them first, or use versions that are."
            ),
        ];
        return Array.TrueForAll(wrong, one => one is null)
            ? Finding.Pass(Sentence.Of("models.met", "Every model of the agent is accepted."), expected, actual)
            : Finding.Fail(Sentence.Joined(" ", wrong), expected, actual);
    }

    private static Sentence? Say(string code, IEnumerable<AgentModel> models, Func<string, string> frozen)
    {
        var named = models.Select(Named).ToList();
        return named.Count == 0 ? null : Sentence.Of(code, frozen(RuleContext.Listed(named.Take(Listed))), ("models", Values.Names(named)));
    }

    // provider/name@version; without a provider a model of this registry, whatever its name looks like.
    private static bool IsMeant(string entry, AgentModel model)
    {
        var slash = entry.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 ? model.Provider is not null : model.Provider != entry[..slash])
        {
            return false;
        }

        var rest = entry[(slash + 1)..];
        var at = rest.LastIndexOf('@');
        return at < 0 ? Fits(rest, model.Name) : Fits(rest[..at], model.Name) && Fits(rest[(at + 1)..], model.Version);
    }

    private static bool Fits(string pattern, string text) =>
        pattern.EndsWith('*') ? text.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == text;

    private static bool IsPinned(AgentModel model) =>
        model.Sha256 is not null
        || (
            model.Version.Any(char.IsAsciiDigit)
            && !model.Version.Contains('*', StringComparison.Ordinal)
            && !model.Version.Split(['-', '.', '_', ':', '+', ' ']).Any(word => s_moving.Contains(word, StringComparer.OrdinalIgnoreCase))
        );

    private static bool IsInProduction(AgentModel model, IReadOnlyList<GateAgentModel> known) =>
        known.Any(version =>
            version.Stage == "production"
            && version.Name == model.Name
            && version.Version == model.Version
            && (model.Sha256 is null || model.Sha256 == version.Sha256)
        );

    private static string Named(AgentModel model) =>
        $"{(model.Provider is null ? string.Empty : model.Provider + "/")}{model.Name}@{model.Version}";
}
