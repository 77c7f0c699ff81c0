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
        var expected = RuleContext.Listed(
            new[]
            {
                allow.Count == 0 ? null : $"only {string.Join(" ", allow)}",
                pinned ? "one exact version" : null,
                approved ? "in production in this registry" : null,
            }
                .OfType<string>()
                .DefaultIfEmpty("any model")
        );
        var models = agent.Models.OrderBy(Named, StringComparer.Ordinal).ToList();
        var actual = RuleContext.Listed(models.Select(Named).Take(Listed).DefaultIfEmpty("no models"));
        if (models.Count == 0)
        {
            return Finding.Fail("The manifest names no model. Name each model the agent thinks with.", expected, actual);
        }

        if (approved && context.Input.AgentModels is null)
        {
            return Finding.Error(
                "It is not known which models are in production: the input does not say so. Evaluate an input with agentModels.",
                expected,
                actual
            );
        }

        var wrong = new List<string>();
        Say(
            wrong,
            models.Where(model => allow.Count > 0 && !allow.Any(entry => IsMeant(entry, model))),
            "Models that are not allowed: {0}. Use models that the rule names."
        );
        Say(
            wrong,
            models.Where(model => pinned && !IsPinned(model)),
            "Models without an exact version: {0}. Name a version that does not move, or a digest."
        );
        Say(
            wrong,
            models.Where(model => approved && model.Provider is not null),
            "Models that are not of this registry: {0}. Use models that are approved here."
        );
        Say(
            wrong,
            models.Where(model => approved && model.Provider is null && !IsInProduction(model, context.Input.AgentModels!)),
            "Models that are not in production: {0}. Promote them first, or use versions that are."
        );
        return wrong.Count == 0
            ? Finding.Pass("Every model of the agent is accepted.", expected, actual)
            : Finding.Fail(string.Join(" ", wrong), expected, actual);
    }

    private static void Say(List<string> wrong, IEnumerable<AgentModel> models, string sentence)
    {
        var named = models.Select(Named).Take(Listed).ToList();
        if (named.Count > 0)
        {
            wrong.Add(sentence.Replace("{0}", RuleContext.Listed(named), StringComparison.Ordinal));
        }
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
