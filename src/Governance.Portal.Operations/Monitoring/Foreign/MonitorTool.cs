namespace Governance.Portal.Operations.Monitoring.Foreign;

/// <summary>
/// A monitoring tool of others and what is publicly known of its messages. Fiddler publishes the records of its alerts
/// (docs.fiddler.ai, REST API, alert rules); what Arize sends is what its settings there say, so its members are named in the
/// settings here.
/// </summary>
/// <param name="Name">End of the address that it calls.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Fields">Where its published records hold what.</param>
/// <param name="States">What its published statuses mean.</param>
internal sealed record MonitorTool(string Name, string Title, IReadOnlyDictionary<string, string> Fields, MonitorStates States)
{
    public const string ItemsField = "Items";
    public const string MonitorField = "Monitor";
    public const string StatusField = "Status";
    public const string AtField = "At";
    public const string ModelField = "Model";
    public const string VersionField = "Version";
    public const string FeatureField = "Feature";
    public const string ValueField = "Value";

    /// <summary>The tools.</summary>
    public static IReadOnlyList<MonitorTool> All { get; } =
    [
        new("arize", "Arize", new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), new([], [], [], [])),
        new(
            "fiddler",
            "Fiddler",
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                [ItemsField] = "data.items",
                [MonitorField] = "alert_rule_id",
                [StatusField] = "severity",
                [AtField] = "alert_time_bucket",
                [FeatureField] = "feature_name",
                [ValueField] = "alert_value",
            },
            // It publishes no message that says that an alert is over.
            new(["WARNING", "CRITICAL"], ["CRITICAL"], [], [])
        ),
    ];

    /// <summary>What a path can be given for.</summary>
    public static IReadOnlyList<string> FieldNames { get; } =
    [ItemsField, MonitorField, StatusField, AtField, ModelField, VersionField, FeatureField, ValueField];

    /// <summary>What every message holds.</summary>
    public static IReadOnlyList<string> NeededFields { get; } = [MonitorField, StatusField, AtField];

    /// <summary>The tool of a name; null when there is none.</summary>
    public static MonitorTool? Find(string name) => All.FirstOrDefault(t => t.Name == name);
}

/// <summary>What the statuses of a tool mean.</summary>
/// <param name="Firing">A monitor fires.</param>
/// <param name="Critical">Of them those that ask for more attention than a warning.</param>
/// <param name="Over">It is over.</param>
/// <param name="Ignored">Neither.</param>
internal sealed record MonitorStates(
    IReadOnlyCollection<string> Firing,
    IReadOnlyCollection<string> Critical,
    IReadOnlyCollection<string> Over,
    IReadOnlyCollection<string> Ignored
)
{
    /// <summary>What the settings say, and where they say nothing what is published. Capitals do not matter.</summary>
    public static MonitorStates Of(MonitorTool tool, MonitorToolSettings settings)
    {
        ArgumentNullException.ThrowIfNull(tool);
        ArgumentNullException.ThrowIfNull(settings);
        // Whoever names what fires names what is critical too: the published words may not be among theirs.
        return new(
            Set(settings.Firing.Length > 0 ? settings.Firing : tool.States.Firing),
            Set(settings.Critical.Length > 0 || settings.Firing.Length > 0 ? settings.Critical : tool.States.Critical),
            Set(settings.Over.Length > 0 ? settings.Over : tool.States.Over),
            Set(settings.Ignored.Length > 0 ? settings.Ignored : tool.States.Ignored)
        );
    }

    /// <summary>A status with two meanings; null when there is none.</summary>
    public string? Twice() =>
        Firing.Concat(Over).Concat(Ignored).GroupBy(s => s, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1)?.Key;

    private static HashSet<string> Set(IEnumerable<string> words) => new(words, StringComparer.OrdinalIgnoreCase);
}
