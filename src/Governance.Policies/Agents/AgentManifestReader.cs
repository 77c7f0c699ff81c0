using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Transparency;

namespace Governance.Policies;

/// <summary>Checks a tree against schema governance.agent/v1 and makes the manifest of it.</summary>
internal sealed partial class AgentManifestReader
{
    private const int MaxNameLength = 200;
    private const int MaxAddressLength = 1_000;
    private const int MaxSentenceLength = 1_000;
    private const int MaxDescriptionLength = 4_000;
    private const int MaxDays = 36_500;

    private static readonly string[] s_members =
    [
        "schema",
        "purpose",
        "autonomy",
        "owner",
        "models",
        "prompts",
        "servers",
        "tools",
        "data",
        "agents",
        "memory",
        "limits",
        "checkpoints",
        "killSwitch",
    ];

    private static readonly SearchValues<char> s_hidden = SearchValues.Create([
        .. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => c != '\n' && YamlTreeReader.IsInvisible(c)),
    ]);

    private readonly YamlFields _fields;

    private AgentManifestReader(List<PolicyProblem> problems) => _fields = new(problems);

    public static AgentManifestReadResult Read(ReadOnlyMemory<byte> utf8)
    {
        var problems = new List<PolicyProblem>();
        var root = YamlTreeReader.Read(utf8, problems, YamlFileKind.Agent);
        var manifest = root is null ? null : new AgentManifestReader(problems).Manifest(root);
        return problems.Count == 0
            ? new(manifest, problems)
            : new(null, [.. problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)]);
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServerName();

    [GeneratedRegex(@"^[A-Z]{3}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CurrencyCode();

    [GeneratedRegex(@"^[0-9]{1,15}(\.[0-9]{1,6})?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AmountOfMoney();

    private AgentManifest? Manifest(YamlNode root)
    {
        if (_fields.Map(root, string.Empty, s_members, ["schema", "purpose", "autonomy", "owner", "models"]) is not { } top)
        {
            return null;
        }

        _fields.Word(top["schema"], "schema", [AgentManifest.Schema]);
        var servers = Items(top, "servers", 100, Server, server => server.Name);
        var tools = Items(top, "tools", 1_000, (node, path) => Tool(node, path, servers), tool => tool.Id);
        var limits = Limits(top["limits"]);
        return new()
        {
            Purpose = Sentence(top["purpose"], "purpose"),
            Autonomy = _fields.Word(top["autonomy"], "autonomy", AgentVocabulary.AutonomyLevels) ?? string.Empty,
            Owner = Sentence(top["owner"], "owner"),
            Models = Items(top, "models", 50, Model, model => $"{model.Provider}/{model.Name}/{model.Version}"),
            Prompts = Items(top, "prompts", 100, Prompt, prompt => prompt.Name),
            Servers = servers,
            Tools = tools,
            Data = Items(top, "data", 500, Scope, scope => scope.Scope),
            Agents = Items(top, "agents", 200, Agent, agent => $"{agent.Name} {agent.Url}"),
            Memory = Memory(top["memory"]),
            Limits = limits,
            Checkpoints = Items(
                top,
                "checkpoints",
                200,
                (node, path) => Checkpoint(node, path, tools, limits),
                checkpoint => checkpoint.On
            ),
            KillSwitch = KillSwitch(top["killSwitch"]),
        };
    }

    /// <summary>A list whose items each have a name of their own.</summary>
    private List<T> Items<T>(YamlMap top, string path, int maximum, Func<YamlMap, string, T?> read, Func<T, string> name)
        where T : class
    {
        var items = new List<T>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var nodes = _fields.List(top[path], path, maximum, path == "models" ? "Give at least one." : "Leave the key out.") ?? [];
        for (var i = 0; i < nodes.Count; i++)
        {
            var itemPath = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (_fields.OpenMap(nodes[i], itemPath) is not { } map || read(map, itemPath) is not { } item)
            {
                continue;
            }

            if (!lines.TryAdd(name(item), nodes[i].Line))
            {
                _fields.Add(
                    nodes[i],
                    itemPath,
                    string.Create(CultureInfo.InvariantCulture, $"This is already listed in line {lines[name(item)]}."),
                    "Keep one of them."
                );
            }

            items.Add(item);
        }

        return items;
    }

    private AgentModel? Model(YamlMap node, string path)
    {
        if (_fields.Map(node, path, ["name", "version", "provider", "sha256"], ["name", "version"]) is not { } map)
        {
            return null;
        }

        var version = Text(map["version"], path + ".version");
        if (version is not null && Moves(version))
        {
            _fields.Add(
                map["version"]!,
                path + ".version",
                $"“{YamlTreeReader.Shown(version)}” is an alias that moves: what is approved today may be another model tomorrow.",
                "Name the version it currently points to."
            );
        }

        return Text(map["name"], path + ".name") is { } name && version is not null
            ? new(name, version, Text(map["provider"], path + ".provider"), Sha256(map["sha256"], path + ".sha256"))
            : null;
    }

    private static bool Moves(string version) =>
        version.Equals("latest", StringComparison.OrdinalIgnoreCase)
        || version.EndsWith("-latest", StringComparison.OrdinalIgnoreCase)
        || version.EndsWith(":latest", StringComparison.OrdinalIgnoreCase);

    private AgentPrompt? Prompt(YamlMap node, string path) =>
        _fields.Map(node, path, ["name", "sha256"], ["name", "sha256"]) is { } map
        && Text(map["name"], path + ".name") is { } name
        && Sha256(map["sha256"], path + ".sha256") is { } sha256
            ? new(name, sha256)
            : null;

    private AgentServer? Server(YamlMap node, string path)
    {
        if (
            _fields.Map(node, path, ["name", "transport", "address", "version", "toolsSha256"], ["name", "transport", "address"])
            is not { } map
        )
        {
            return null;
        }

        var name = Text(map["name"], path + ".name");
        if (name is not null && !ServerName().IsMatch(name))
        {
            _fields.Add(
                map["name"]!,
                path + ".name",
                $"“{YamlTreeReader.Shown(name)}” is not a valid server name.",
                "Use letters, digits, hyphens and underscores, at most 63."
            );
        }

        var transport = _fields.Word(map["transport"], path + ".transport", AgentVocabulary.Transports);
        var address = Text(map["address"], path + ".address", MaxAddressLength);
        if (transport == "http" && address is not null)
        {
            Url(map["address"]!, path + ".address", address);
        }

        var version = Text(map["version"], path + ".version");
        var tools = Sha256(map["toolsSha256"], path + ".toolsSha256");
        return name is null ? null : new(name, transport ?? string.Empty, address ?? string.Empty, version, tools);
    }

    private AgentTool? Tool(YamlMap node, string path, List<AgentServer> servers)
    {
        if (_fields.Map(node, path, ["name", "server", "description", "schemaSha256", "risks"], ["name", "schemaSha256"]) is not { } map)
        {
            return null;
        }

        var server = Text(map["server"], path + ".server");
        if (server is not null && !servers.Exists(known => known.Name == server))
        {
            var names = servers.ConvertAll(known => known.Name);
            _fields.Add(
                map["server"]!,
                path + ".server",
                $"The manifest declares no server “{YamlTreeReader.Shown(server)}”.",
                Closest.Suggest(server, names) ?? "List it under servers, or leave the key out for a tool built into the agent."
            );
        }

        var description = Text(map["description"], path + ".description", MaxDescriptionLength);
        var sha256 = Sha256(map["schemaSha256"], path + ".schemaSha256");
        var risks = _fields.Texts(map["risks"], path + ".risks", AgentVocabulary.ToolRisks) ?? [];
        return Text(map["name"], path + ".name") is { } name ? new(name, server, description, sha256 ?? string.Empty, risks) : null;
    }

    private AgentScope? Scope(YamlMap node, string path)
    {
        string[] members = ["scope", "access", "personalData"];
        if (_fields.Map(node, path, members, members) is not { } map)
        {
            return null;
        }

        var access = _fields.Word(map["access"], path + ".access", AgentVocabulary.Accesses);
        var personalData = _fields.Flag(map["personalData"], path + ".personalData");
        return Text(map["scope"], path + ".scope", MaxAddressLength) is { } scope
            ? new(scope, access ?? string.Empty, personalData ?? false)
            : null;
    }

    private AgentReference? Agent(YamlMap node, string path)
    {
        if (_fields.Map(node, path, ["name", "version", "url"], ["name"]) is not { } map)
        {
            return null;
        }

        var url = Text(map["url"], path + ".url", MaxAddressLength);
        if (url is not null)
        {
            Url(map["url"]!, path + ".url", url);
        }

        return Text(map["name"], path + ".name") is { } name ? new(name, Text(map["version"], path + ".version"), url) : null;
    }

    private AgentMemory Memory(YamlNode? node)
    {
        if (_fields.Map(node, "memory", ["kind", "retentionDays", "personalData"], ["kind"]) is not { } map)
        {
            return AgentMemory.Nothing;
        }

        var memory = new AgentMemory(
            _fields.Word(map["kind"], "memory.kind", AgentVocabulary.MemoryKinds) ?? string.Empty,
            _fields.Integer(map["retentionDays"], "memory.retentionDays", 1, MaxDays),
            _fields.Flag(map["personalData"], "memory.personalData") ?? false
        );
        if (memory.Kind == "none" && memory != AgentMemory.Nothing)
        {
            _fields.Add(
                map,
                "memory",
                "An agent without memory keeps nothing.",
                "Choose another kind, or leave out the other keys of memory."
            );
        }

        if (memory.Kind is "run" or "lasting" && map["personalData"] is null)
        {
            _fields.Add(map, "memory.personalData", "The key “personalData” is missing.", "Say whether the agent remembers personal data.");
        }

        return memory;
    }

    private AgentLimits Limits(YamlNode? node)
    {
        string[] members = ["steps", "seconds", "callsPerMinute", "spend", "currency"];
        if (_fields.Map(node, "limits", members, []) is not { } map)
        {
            return AgentLimits.Undeclared;
        }

        var currency = Text(map["currency"], "limits.currency");
        if (currency is not null && !CurrencyCode().IsMatch(currency))
        {
            _fields.Add(map["currency"]!, "limits.currency", "This is not a currency code.", "Write three capitals, such as EUR.");
        }

        var spend = Amount(map["spend"], "limits.spend");
        if (spend is not null && map["currency"] is null)
        {
            _fields.Add(map["spend"]!, "limits.spend", "An amount needs a currency.", "Give limits.currency, such as EUR.");
        }

        return new(
            _fields.Integer(map["steps"], "limits.steps", 1, 1_000_000),
            _fields.Integer(map["seconds"], "limits.seconds", 1, 31_536_000),
            _fields.Integer(map["callsPerMinute"], "limits.callsPerMinute", 1, 1_000_000),
            spend,
            currency
        );
    }

    private AgentCheckpoint? Checkpoint(YamlMap node, string path, List<AgentTool> tools, AgentLimits limits)
    {
        if (_fields.Map(node, path, ["on", "aboveAmount", "minutes"], ["on", "minutes"]) is not { } map)
        {
            return null;
        }

        var on = Text(map["on"], path + ".on", (2 * MaxNameLength) + 1);
        if (
            on is not null
            && !AgentVocabulary.ToolRisks.Contains(on, StringComparer.Ordinal)
            && !tools.Exists(tool => string.Equals(tool.Id, on, StringComparison.Ordinal))
        )
        {
            _fields.Add(
                map["on"]!,
                path + ".on",
                $"“{YamlTreeReader.Shown(on)}” is neither a tool of this manifest nor a risk.",
                Closest.Suggest(on, tools.ConvertAll(tool => tool.Id).Concat(AgentVocabulary.ToolRisks))
                    ?? $"Name a tool as server.tool, or one of these risks: {string.Join(", ", AgentVocabulary.ToolRisks)}."
            );
        }

        var amount = Amount(map["aboveAmount"], path + ".aboveAmount");
        if (amount is not null && limits.Currency is null)
        {
            _fields.Add(map["aboveAmount"]!, path + ".aboveAmount", "An amount needs a currency.", "Give limits.currency, such as EUR.");
        }

        var minutes = _fields.Integer(map["minutes"], path + ".minutes", 1, 43_200);
        return on is null ? null : new(on, amount, minutes ?? 0);
    }

    private AgentKillSwitch? KillSwitch(YamlNode? node) =>
        _fields.Map(node, "killSwitch", ["how", "testedOn"], ["how"]) is { } map
            ? new(Sentence(map["how"], "killSwitch.how"), _fields.Date(map["testedOn"], "killSwitch.testedOn"))
            : null;

    private string Sentence(YamlNode? node, string path) => Text(node, path, MaxSentenceLength) ?? string.Empty;

    private string? Text(YamlNode? node, string path, int maximum = MaxNameLength)
    {
        var text = _fields.Text(node, path, maximum);
        var hidden = text is null ? -1 : text.AsSpan().IndexOfAny(s_hidden);
        if (hidden >= 0)
        {
            _fields.Add(
                node!,
                path,
                string.Create(CultureInfo.InvariantCulture, $"The text holds the invisible character U+{(int)text![hidden]:X4}."),
                "Delete it: it can make a text appear to say something else."
            );
        }

        if (text is not null && !WholeText.IsWhole(text))
        {
            _fields.Add(node!, path, "The text contains an incomplete character.", "Write it without the escapes \\uD800 to \\uDFFF.");
        }

        return text;
    }

    private string? Sha256(YamlNode? node, string path)
    {
        // Sixty-four digits without a letter read as a number unless they are quoted.
        var written = (node as YamlText)?.Value;
        if (node is null || (written is not null && Digest.IsSha256(written)))
        {
            return written;
        }

        _fields.Add(node, path, "Expected a SHA-256.", "Write 64 lowercase hexadecimal digits.");
        return null;
    }

    private decimal? Amount(YamlNode? node, string path)
    {
        if (node is null)
        {
            return null;
        }

        if (node is YamlText text && AmountOfMoney().IsMatch(text.Value))
        {
            return decimal.Parse(text.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        }

        _fields.Add(node, path, "Expected an amount of money.", "Write digits, and decimals after a point, such as \"500.00\".");
        return null;
    }

    private void Url(YamlNode at, string path, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            _fields.Add(at, path, "Expected a web address.", "Write it in full, such as https://tools.example.com/mcp.");
        }
        else if (url.UserInfo.Length > 0)
        {
            _fields.Add(
                at,
                path,
                "The address contains a user name or a password.",
                "Remove it: everyone who reads the manifest would see it."
            );
        }
    }
}
