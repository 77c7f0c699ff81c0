using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring.Foreign;

/// <summary>Monitoring tools whose alerts the portal takes, section <c>Hooks</c>.</summary>
public sealed class MonitorHooksOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Hooks";

    /// <summary>The tools; each once, and none unless it is set up.</summary>
    public MonitorToolSettings[] MonitorTools { get; set; } = [];
}

/// <summary>A monitoring tool whose alerts the portal takes, and where what it sends holds what.</summary>
public sealed class MonitorToolSettings
{
    /// <summary><c>arize</c> or <c>fiddler</c>: the end of the address it calls.</summary>
    public string Tool { get; set; } = "";

    /// <summary>
    /// Where facts stand in the body, as members divided by dots (<c>data.monitor.id</c>): <c>Items</c>, <c>Monitor</c>, <c>Status</c>,
    /// <c>At</c>, <c>Model</c>, <c>Version</c>, <c>Feature</c>, <c>Value</c>. What is left out is where the tool's published records have
    /// it.
    /// </summary>
    public Dictionary<string, string> Fields { get; set; } = [];

    /// <summary>Values of the status that say that a monitor fires.</summary>
    public string[] Firing { get; set; } = [];

    /// <summary>Of them those that ask for more attention than a warning.</summary>
    public string[] Critical { get; set; } = [];

    /// <summary>Values of the status that say that it is over.</summary>
    public string[] Over { get; set; } = [];

    /// <summary>Values of the status that say neither.</summary>
    public string[] Ignored { get; set; } = [];

    /// <summary>What is meant by a monitor, or by a model, of the tool.</summary>
    public MonitoredModelSettings[] Models { get; set; } = [];
}

/// <summary>A model here by what a tool calls it, or one of its monitors.</summary>
public sealed class MonitoredModelSettings
{
    /// <summary>Id of the monitor or alert rule there; empty: every monitor of the model there.</summary>
    public string Monitor { get; set; } = "";

    /// <summary>What the model is called there; empty where the monitor alone says which model it is.</summary>
    public string Theirs { get; set; } = "";

    /// <summary>Name of the model here.</summary>
    public string Model { get; set; } = "";

    /// <summary>Its version here; empty: the one in production, or the newest.</summary>
    public string Version { get; set; } = "";

    /// <summary>What people call the monitor; empty: its id.</summary>
    public string Title { get; set; } = "";
}

/// <summary>A tool whose messages could never be read, or would be about no model, stops the start.</summary>
internal sealed class MonitorHooksValidator : IValidateOptions<MonitorHooksOptions>
{
    private const int MaxModels = 1_000;

    public ValidateOptionsResult Validate(string? name, MonitorHooksOptions options)
    {
        for (var i = 0; i < options.MonitorTools.Length; i++)
        {
            if (Doubt(options, options.MonitorTools[i]) is { } doubt)
            {
                return ValidateOptionsResult.Fail($"{MonitorHooksOptions.Section}__MonitorTools__{i}{doubt}");
            }
        }

        return ValidateOptionsResult.Success;
    }

    private static string? Doubt(MonitorHooksOptions options, MonitorToolSettings settings)
    {
        if (MonitorTool.Find(settings.Tool) is not { } tool)
        {
            return $"__Tool is not one of {string.Join(", ", MonitorTool.All.Select(t => t.Name))}.";
        }

        if (options.MonitorTools.Count(t => t.Tool == settings.Tool) > 1)
        {
            return $"__Tool: {settings.Tool} is set up twice.";
        }

        var known = MonitorTool.FieldNames;
        var (reader, states) = (new MonitorCallReader(tool, settings), MonitorStates.Of(tool, settings));
        return settings.Fields.Keys.FirstOrDefault(k => !known.Contains(k, StringComparer.OrdinalIgnoreCase)) is { } field
                ? $"__Fields__{field} is not one of {string.Join(", ", known)}."
            : settings.Fields.FirstOrDefault(f => !IsPath(f.Value)).Key is { } odd
                ? $"__Fields__{odd} is not a path of members separated by dots."
            : MonitorTool.NeededFields.FirstOrDefault(f => reader.PathOf(f) is null) is { } missing
                ? $"__Fields__{missing} is missing: the path at which the body sent by {tool.Title} contains it."
            : states.Firing.Count == 0 ? "__Firing is missing: the values of the status that say that a monitor fires."
            : states.Twice() is { } twice ? $" gives two meanings to the status \"{twice}\"."
            : states.Critical.FirstOrDefault(c => !states.Firing.Contains(c)) is { } critical
                ? $"__Critical: \"{critical}\" is not one of the values of __Firing."
            : settings.Models.Length > MaxModels ? $"__Models has more than {MaxModels} entries."
            : settings
                .Models.Select((model, i) => DoubtOf(model) is { } doubt ? $"__Models__{i}{doubt}" : null)
                .FirstOrDefault(doubt => doubt is not null)
                ?? (
                    reader.PathOf(MonitorTool.ModelField) is null && settings.Models.Length == 0
                        ? $"__Models is empty, and __Fields__{MonitorTool.ModelField} is missing: messages would not name a model."
                        : null
                );
    }

    private static string? DoubtOf(MonitoredModelSettings model) =>
        model.Monitor.Length == 0 && model.Theirs.Length == 0 ? " names neither Monitor nor Theirs."
        : model.Model.Length == 0 ? "__Model is missing: the name of the model here."
        : model.Monitor.Length > MonitorCallReader.MaxId || model.Title.Length > MonitorCallReader.MaxId
            ? $" has a Monitor or a Title of more than {MonitorCallReader.MaxId} characters."
        : model.Title.Any(char.IsControl) ? "__Title has control characters."
        : null;

    private static bool IsPath(string path) =>
        path.Length is > 0 and <= 200
        && path.Split('.').All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'));
}
