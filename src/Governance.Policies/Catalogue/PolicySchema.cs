using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>The JSON Schema of a policy file, for editors. Made from the same catalogue as the parser, which alone decides.</summary>
public static class PolicySchema
{
    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Names of the rule types that a policy file may use.</summary>
    public static IReadOnlyList<string> RuleTypes { get; } = [.. RuleCatalogue.Types.Select(type => type.Name)];

    /// <summary>The schema (draft 2020-12) as indented JSON text ending in a line feed.</summary>
    public static string ToJson() =>
        Closed(
                ["apiVersion", "kind", "metadata", "spec"],
                ("apiVersion", Const("governance/v1")),
                ("kind", Const("ModelPolicy")),
                ("metadata", Metadata()),
                ("spec", Spec())
            )
            .Also("$schema", "https://json-schema.org/draft/2020-12/schema")
            .Also("title", "Governance policy")
            .ToJsonString(s_indented) + "\n";

    private static JsonObject Metadata() =>
        Closed(
            ["name", "version"],
            ("name", Text().Also("pattern", "^[a-z0-9][a-z0-9-]{0,62}$")),
            ("version", Text().Also("maxLength", 64)),
            ("owner", Text()),
            ("effectiveFrom", Text().Also("format", "date")),
            ("expires", Text().Also("format", "date")),
            ("frameworks", List(Text()))
        );

    private static JsonObject Spec() =>
        Closed(
            ["appliesTo", "mode", "rules"],
            (
                "appliesTo",
                Closed(
                    [],
                    ("riskClasses", List(Enum(PolicyVocabulary.RiskClasses))),
                    ("tiers", List(Enum(PolicyVocabulary.Tiers))),
                    ("stages", List(Enum(PolicyVocabulary.TargetStages))),
                    ("kinds", List(Enum(PolicyVocabulary.ModelKinds))),
                    (
                        "tags",
                        Typed("object").Also("additionalProperties", new JsonObject { ["anyOf"] = new JsonArray(Text(), List(Text())) })
                    ),
                    ("models", List(Text()))
                )
            ),
            ("mode", Enum(["enforce", "warn", "dryrun"])),
            ("rules", List(Rule()).Also("maxItems", 500)),
            (
                "approvals",
                Closed(
                    [],
                    (
                        "roles",
                        List(
                                Closed(
                                    ["role"],
                                    ("role", Enum(PolicyVocabulary.SignOffRoles)),
                                    ("riskClasses", List(Enum(["minimal", "limited", "high"])))
                                )
                            )
                            .Also("maxItems", 3)
                    ),
                    ("forbidAuthor", new JsonObject { ["const"] = true }),
                    ("maxAgeDays", Whole(1, 3_650).Also("default", PolicyApprovals.DefaultDays)),
                    ("openDays", Whole(1, 3_650).Also("default", PolicyApprovals.DefaultDays)),
                    (
                        "soonAfterResetHours",
                        Whole(0, PolicyApprovals.MaxSoonAfterResetHours).Also("default", PolicyApprovals.DefaultSoonAfterResetHours)
                    )
                )
            ),
            ("separation", Closed([], ("makers", List(Enum(["minimal", "limited", "high"]))))),
            ("continuous", Continuous()),
            ("onError", Const("fail"))
        );

    private static JsonObject Continuous() =>
        Closed(
            ["grace"],
            (
                "grace",
                new JsonObject
                {
                    ["anyOf"] = new JsonArray(
                        Duration(),
                        Closed([], [.. System.Enum.GetValues<RuleSeverity>().Select(severity => (severity.ToWireName(), Duration()))])
                    ),
                }
            ),
            ("then", Enum(["alert", "block-permits", "require-review"]).Also("default", "alert"))
        );

    private static JsonObject Duration() => Text().Also("pattern", "^[0-9]{1,5}[dh]$");

    private static JsonObject Rule()
    {
        var rule = Closed(
            ["id", "type", "severity"],
            ("id", Text().Also("pattern", "^[A-Z]{2,8}-[0-9]{2,4}$")),
            ("type", Enum(RuleCatalogue.Types.Select(type => type.Name))),
            ("severity", Enum(["critical", "high", "medium", "low"])),
            ("params", Typed("object")),
            ("controls", List(Text())),
            ("rationale", Text().Also("maxLength", 4_000)),
            ("waivable", Typed("boolean").Also("default", false))
        );
        rule["allOf"] = new JsonArray([
            .. RuleCatalogue.Types.Select(type =>
                (JsonNode)
                    new JsonObject
                    {
                        ["if"] = new JsonObject { ["properties"] = new JsonObject { ["type"] = Const(type.Name) } },
                        ["then"] = Parameters(type),
                    }
            ),
        ]);
        return rule;
    }

    private static JsonObject Parameters(RuleTypeSpec type)
    {
        var required = type.Parameters.Where(parameter => parameter.Required).Select(parameter => parameter.Name).ToList();
        var then = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["params"] = Closed(required, [.. type.Parameters.Select(parameter => (parameter.Name, Parameter(parameter)))]),
            },
        };
        return required.Count == 0 ? then : then.Also("required", new JsonArray("params"));
    }

    private static JsonObject Parameter(ParameterSpec parameter) =>
        parameter.Kind switch
        {
            ParameterKind.List => List(parameter.Words is { } words ? Enum(words) : Text()),
            ParameterKind.ListOrAll => new JsonObject { ["anyOf"] = new JsonArray(Const("all"), List(Text())) },
            ParameterKind.Text => parameter.Words is { } words ? Enum(words) : Text(),
            ParameterKind.Integer => Whole((long)parameter.Minimum, (long)parameter.Maximum),
            ParameterKind.Number => parameter.Minimum < 0 ? Typed("number") : Typed("number").Also("minimum", parameter.Minimum),
            ParameterKind.Flag => Typed("boolean"),
            ParameterKind.Currency => Currency(),
            ParameterKind.ToolsAllowed => Tools("maxAmount"),
            ParameterKind.ToolsRestricted => Tools("aboveAmount"),
            ParameterKind.RiskScore => new JsonObject
            {
                ["anyOf"] = new JsonArray(Whole((long)parameter.Minimum, (long)parameter.Maximum), Enum(RiskScores.Bands)),
            },
        };

    // An entry is a name or a risk, or a mapping that says when it counts.
    private static JsonObject Tools(string amount)
    {
        var entry = Closed(
            ["tool"],
            ("tool", Text()),
            ("scope", Text()),
            (amount, Typed("number").Also("minimum", 0)),
            ("currency", Currency()),
            ("hours", Text().Also("pattern", "^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$")),
            ("timeZone", Text())
        );
        entry["dependentRequired"] = new JsonObject
        {
            [amount] = new JsonArray("currency"),
            ["currency"] = new JsonArray(amount),
            ["hours"] = new JsonArray("timeZone"),
            ["timeZone"] = new JsonArray("hours"),
        };
        return List(new JsonObject { ["anyOf"] = new JsonArray(Text(), entry) });
    }

    private static JsonObject Currency() => Text().Also("pattern", "^[A-Z]{3}$");

    private static JsonObject Closed(IEnumerable<string> required, params (string Name, JsonObject Schema)[] members)
    {
        var schema = Typed("object").Also("additionalProperties", false);
        schema["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Schema)));
        var names = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        return names.Count == 0 ? schema : schema.Also("required", names);
    }

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject Text() => Typed("string").Also("minLength", 1);

    private static JsonObject Whole(long least, long most) => Typed("integer").Also("minimum", least).Also("maximum", most);

    private static JsonObject Const(string word) => new() { ["const"] = word };

    private static JsonObject Enum(IEnumerable<string> words) =>
        new() { ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) };

    private static JsonObject List(JsonObject item) => Typed("array").Also("minItems", 1).Also("uniqueItems", true).Also("items", item);

    private static JsonObject Also(this JsonObject schema, string name, JsonNode value)
    {
        schema[name] = value;
        return schema;
    }
}
