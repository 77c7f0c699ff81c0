using System.Globalization;
using System.Text.RegularExpressions;

namespace Governance.Policies;

/// <summary>Checks a tree against schema governance/v1 and makes the policy of it.</summary>
internal sealed partial class PolicyReader
{
    private const int MaxRules = 500;
    private readonly YamlFields _fields;
    private readonly bool _builtIn;

    private PolicyReader(YamlFields fields, bool builtIn)
    {
        _fields = fields;
        _builtIn = builtIn;
    }

    public static PolicyParseResult Read(ReadOnlyMemory<byte> utf8, string fileName, bool builtIn)
    {
        // The caller may reuse its buffer; a policy's digest must keep meaning its bytes.
        var source = utf8.Length <= PolicyDocument.MaxBytes ? utf8.ToArray() : utf8;
        var problems = new List<PolicyProblem>();
        var root = YamlTreeReader.Read(source, problems);
        var document = root is null ? null : new PolicyReader(new YamlFields(problems), builtIn).Document(root, source, fileName);
        return problems.Count == 0
            ? new(document, problems)
            : new(null, [.. problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)]);
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[A-Z]{2,8}-[0-9]{2,4}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RuleIdPattern();

    private PolicyDocument? Document(YamlNode root, ReadOnlyMemory<byte> source, string fileName)
    {
        if (
            _fields.Map(root, string.Empty, ["apiVersion", "kind", "metadata", "spec"], ["apiVersion", "kind", "metadata", "spec"])
            is not { } top
        )
        {
            return null;
        }

        _fields.Word(top["apiVersion"], "apiVersion", ["governance/v1"]);
        _fields.Word(top["kind"], "kind", ["ModelPolicy"]);
        var metadata = _fields.Map(
            top["metadata"],
            "metadata",
            ["name", "version", "owner", "effectiveFrom", "expires", "frameworks"],
            ["name", "version"]
        );
        var spec = _fields.Map(
            top["spec"],
            "spec",
            ["appliesTo", "mode", "rules", "approvals", "separation", "continuous", "onError"],
            ["appliesTo", "mode", "rules"]
        );
        if (metadata is null || spec is null)
        {
            return null;
        }

        var from = _fields.Date(metadata["effectiveFrom"], "metadata.effectiveFrom");
        var expires = _fields.Date(metadata["expires"], "metadata.expires");
        if (from > expires)
        {
            _fields.Add(
                metadata["expires"]!,
                "metadata.expires",
                "The policy would expire before it becomes effective.",
                "Give a date on or after effectiveFrom."
            );
        }

        _fields.Word(spec["onError"], "spec.onError", ["fail"]);
        return new PolicyDocument
        {
            Name = Name(metadata),
            Version = _fields.Text(metadata["version"], "metadata.version", 64) ?? string.Empty,
            Owner = _fields.Text(metadata["owner"], "metadata.owner"),
            EffectiveFrom = from,
            Expires = expires,
            Frameworks = _fields.Texts(metadata["frameworks"], "metadata.frameworks") ?? [],
            AppliesTo = Scope(spec["appliesTo"]),
            Mode = _fields.Word(spec["mode"], "spec.mode", ["enforce", "warn", "dryrun"]) switch
            {
                "warn" => PolicyMode.Warn,
                "dryrun" => PolicyMode.DryRun,
                _ => PolicyMode.Enforce,
            },
            Rules = Rules(spec["rules"]),
            Approvals = Approvals(spec["approvals"]),
            MakersMaySign = MakersMaySign(spec["separation"]),
            Continuous = Continuous(spec["continuous"]),
            FileName = fileName,
            Source = source,
            Sha256 = Digest.Of(source.Span),
        };
    }

    private string Name(YamlMap metadata)
    {
        var name = _fields.Text(metadata["name"], "metadata.name");
        if (name is null)
        {
            return string.Empty;
        }

        if (!NamePattern().IsMatch(name))
        {
            _fields.Add(
                metadata["name"]!,
                "metadata.name",
                $"“{YamlTreeReader.Shown(name)}” is not a valid policy name.",
                "Use lowercase letters, digits and hyphens, at most 63, not starting with a hyphen."
            );
        }
        else if (name == PolicyDocument.BaselineName && !_builtIn)
        {
            _fields.Add(metadata["name"]!, "metadata.name", "“baseline” is reserved for the built-in policy.", "Choose another name.");
        }

        return name;
    }

    private PolicyScope Scope(YamlNode? node)
    {
        const string path = "spec.appliesTo";
        if (_fields.Map(node, path, ["riskClasses", "tiers", "stages", "tags", "models", "kinds"], []) is not { } map)
        {
            return new();
        }

        var tags = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, value) in _fields.OpenMap(map["tags"], path + ".tags")?.Members ?? [])
        {
            var tagPath = $"{path}.tags.{YamlTreeReader.Shown(key.Value)}";
            tags[key.Value] =
                value is YamlList ? _fields.Texts(value, tagPath) ?? []
                : _fields.Text(value, tagPath) is { } one ? [one]
                : [];
        }

        return new()
        {
            RiskClasses = _fields.Texts(map["riskClasses"], path + ".riskClasses", PolicyVocabulary.RiskClasses),
            Tiers = _fields.Texts(map["tiers"], path + ".tiers", PolicyVocabulary.Tiers),
            Stages = _fields.Texts(map["stages"], path + ".stages", PolicyVocabulary.TargetStages),
            Tags = tags,
            Models = _fields.Texts(map["models"], path + ".models"),
            Kinds = _fields.Texts(map["kinds"], path + ".kinds", PolicyVocabulary.ModelKinds),
        };
    }

    private List<PolicyRule> Rules(YamlNode? node)
    {
        var rules = new List<PolicyRule>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var items = _fields.List(node, "spec.rules", MaxRules, "Give at least one rule.") ?? [];
        for (var i = 0; i < items.Count; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"spec.rules[{i}]");
            if (Rule(items[i], path) is not { } rule)
            {
                continue;
            }

            if (rule.Id.Length > 0 && !lines.TryAdd(rule.Id, rule.Line))
            {
                _fields.Add(
                    items[i],
                    path + ".id",
                    string.Create(CultureInfo.InvariantCulture, $"The ID {rule.Id} is already used in line {lines[rule.Id]}."),
                    "Give every rule an ID of its own."
                );
            }

            rules.Add(rule);
        }

        return rules;
    }

    private PolicyRule? Rule(YamlNode node, string path)
    {
        if (
            _fields.Map(node, path, ["id", "type", "severity", "params", "controls", "rationale", "waivable"], ["id", "type", "severity"])
            is not { } map
        )
        {
            return null;
        }

        var id = _fields.Text(map["id"], path + ".id") ?? string.Empty;
        if (id.Length > 0 && !RuleIdPattern().IsMatch(id))
        {
            _fields.Add(
                map["id"]!,
                path + ".id",
                $"“{YamlTreeReader.Shown(id)}” is not a valid rule ID.",
                "Write 2 to 8 capital letters, a hyphen and 2 to 4 digits, such as FAIR-01."
            );
        }

        var severity = _fields.Word(map["severity"], path + ".severity", ["critical", "high", "medium", "low"]);
        return new PolicyRule
        {
            Id = id,
            Type = Type(map, path, out var spec),
            Severity = severity switch
            {
                "low" => RuleSeverity.Low,
                "medium" => RuleSeverity.Medium,
                "high" => RuleSeverity.High,
                _ => RuleSeverity.Critical,
            },
            Parameters = spec is null ? new RuleParameters(new Dictionary<string, object>()) : Parameters(map, path + ".params", spec),
            Controls = _fields.Texts(map["controls"], path + ".controls") ?? [],
            Rationale = _fields.Text(map["rationale"], path + ".rationale", 4_000),
            Waivable = _fields.Flag(map["waivable"], path + ".waivable") ?? false,
            Line = node.Line,
        };
    }

    private string Type(YamlMap map, string path, out RuleTypeSpec? spec)
    {
        spec = null;
        var type = _fields.Text(map["type"], path + ".type");
        if (type is null)
        {
            return string.Empty;
        }

        spec = RuleCatalogue.Find(type, _builtIn);
        if (spec is null)
        {
            var names = RuleCatalogue.Types.Select(known => known.Name).ToList();
            _fields.Add(
                map["type"]!,
                path + ".type",
                $"There is no rule type “{YamlTreeReader.Shown(type)}”.",
                Closest.Suggest(type, names) ?? $"Use one of: {string.Join(", ", names)}."
            );
        }

        return type;
    }

    private RuleParameters Parameters(YamlMap rule, string path, RuleTypeSpec spec)
    {
        var values = new SortedDictionary<string, object>(StringComparer.Ordinal);
        var required = spec.Parameters.Where(parameter => parameter.Required).Select(parameter => parameter.Name).ToList();
        var node = rule["params"];
        if (node is null && required.Count > 0)
        {
            _fields.Add(rule, path, $"A rule of type {spec.Name} needs params.", $"Give these parameters: {string.Join(", ", required)}.");
        }

        if (node is null || _fields.Map(node, path, [.. spec.Parameters.Select(parameter => parameter.Name)], required) is not { } map)
        {
            return new(values);
        }

        foreach (var parameter in spec.Parameters)
        {
            if (map[parameter.Name] is { } given && Value(given, $"{path}.{parameter.Name}", parameter) is { } value)
            {
                values[parameter.Name] = value;
            }
        }

        if (map["maxSpend"] is { } spend && map["currency"] is null)
        {
            _fields.Add(spend, $"{path}.maxSpend", "The amount has no currency.", "Add currency, such as EUR.");
        }

        return new(values);
    }

    private object? Value(YamlNode node, string path, ParameterSpec parameter) =>
        parameter.Kind switch
        {
            ParameterKind.List => _fields.Texts(node, path, parameter.Words),
            ParameterKind.ListOrAll when node is YamlText { Value: "all" } => Array.Empty<string>(),
            ParameterKind.ListOrAll => _fields.Texts(node, path),
            ParameterKind.Text when parameter.Words is { } words => _fields.Word(node, path, words),
            ParameterKind.Text => _fields.Text(node, path),
            ParameterKind.Integer => _fields.Integer(node, path, (int)parameter.Minimum, (int)parameter.Maximum),
            ParameterKind.Number => _fields.Number(node, path, parameter.Minimum, parameter.Maximum),
            ParameterKind.Flag => _fields.Flag(node, path),
            ParameterKind.Currency => AgentToolEntryReader.Currency(_fields, node, path),
            ParameterKind.RiskScore when node is YamlText text && RiskScores.HighestOf(text.Value) is { } score => score,
            ParameterKind.RiskScore => _fields.Integer(node, path, (int)parameter.Minimum, (int)parameter.Maximum),
            ParameterKind.ToolsAllowed => AgentToolEntryReader.Read(_fields, node, path, allows: true),
            ParameterKind.ToolsRestricted => AgentToolEntryReader.Read(_fields, node, path, allows: false),
        };

    private IReadOnlyList<string> MakersMaySign(YamlNode? node) =>
        node is not null && _fields.Map(node, "spec.separation", ["makers"], []) is { } map
            ? _fields.Texts(map["makers"], "spec.separation.makers", ["minimal", "limited", "high"]) ?? []
            : [];

    private PolicyApprovals? Approvals(YamlNode? node)
    {
        const string path = "spec.approvals";
        if (
            node is null
            || _fields.Map(node, path, ["roles", "forbidAuthor", "maxAgeDays", "openDays", "soonAfterResetHours"], []) is not { } map
        )
        {
            return null;
        }

        if (_fields.Flag(map["forbidAuthor"], path + ".forbidAuthor") is false)
        {
            _fields.Add(
                map["forbidAuthor"]!,
                path + ".forbidAuthor",
                "An author can never sign their own request.",
                "Write true or leave it out."
            );
        }

        var roles = new List<ApprovalRole>();
        var items = map["roles"] is { } given
            ? _fields.List(given, path + ".roles", 3, "Leave roles out to require no more than the baseline.") ?? []
            : [];
        for (var i = 0; i < items.Count; i++)
        {
            var rolePath = string.Create(CultureInfo.InvariantCulture, $"{path}.roles[{i}]");
            if (
                _fields.Map(items[i], rolePath, ["role", "riskClasses"], ["role"]) is not { } role
                || _fields.Word(role["role"], rolePath + ".role", PolicyVocabulary.SignOffRoles) is not { } word
            )
            {
                continue;
            }

            if (roles.Exists(known => known.Role == word))
            {
                _fields.Add(
                    items[i],
                    rolePath + ".role",
                    $"The role {word} is already listed.",
                    "List every role once, with all its risk classes."
                );
            }

            roles.Add(new(word, _fields.Texts(role["riskClasses"], rolePath + ".riskClasses", ["minimal", "limited", "high"])));
        }

        return new(
            roles,
            _fields.Integer(map["maxAgeDays"], path + ".maxAgeDays", 1, 3_650) ?? PolicyApprovals.DefaultDays,
            _fields.Integer(map["openDays"], path + ".openDays", 1, 3_650) ?? PolicyApprovals.DefaultDays
        )
        {
            SoonAfterResetHours =
                _fields.Integer(map["soonAfterResetHours"], path + ".soonAfterResetHours", 0, PolicyApprovals.MaxSoonAfterResetHours)
                ?? PolicyApprovals.DefaultSoonAfterResetHours,
        };
    }
}
