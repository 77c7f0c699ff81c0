using System.Text.Json.Nodes;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Compliance.Controls;

/// <summary>A framework that controls are mapped to.</summary>
/// <param name="Id">Its id, such as <c>nist-ai-rmf</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Edition">The edition that was read.</param>
/// <param name="Verification">How sure the references are: <c>verified</c>, <c>secondary_agreed</c> or <c>unverified</c>.</param>
public sealed record MappedFramework(string Id, string Name, string Edition, string Verification);

/// <summary>A control of the portal.</summary>
/// <param name="Id">Its id, such as <c>CTL-03</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="What">What it does, in a sentence.</param>
/// <param name="Record">The kind of record that shows it at work.</param>
/// <param name="References">Where frameworks ask for it, by their ids.</param>
public sealed record MappedControl(
    string Id,
    string Name,
    string What,
    string Record,
    IReadOnlyDictionary<string, IReadOnlyList<string>> References
);

/// <summary>The portal's controls and where frameworks ask for them: ours, and part of the program.</summary>
/// <param name="AsOf">The day it was written.</param>
/// <param name="Frameworks">The frameworks, in their order.</param>
/// <param name="Controls">The controls, in their order.</param>
public sealed record ControlMapping(string AsOf, IReadOnlyList<MappedFramework> Frameworks, IReadOnlyList<MappedControl> Controls)
{
    /// <summary>Reads the mapping that ships.</summary>
    /// <exception cref="FormatException">It names a framework or a kind of record that there is not, or lacks something.</exception>
    public static ControlMapping Read()
    {
        var data = ReferenceFile.Read("reference/control-mapping.yaml", typeof(ControlMapping).Assembly).Data;
        var frameworks = Objects(data, "frameworks")
            .Select(f => new MappedFramework(Text(f, "id"), Text(f, "name"), Text(f, "edition"), Text(f, "verification")))
            .ToList();
        var controls = Objects(data, "controls").Select(c => Control(c, frameworks)).ToList();
        return new(Text(data, "as_of"), frameworks, controls);
    }

    private static MappedControl Control(JsonObject control, IReadOnlyList<MappedFramework> frameworks)
    {
        var id = Text(control, "id");
        var references = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (framework, named) in control["references"]?.AsObject() ?? throw new FormatException($"{id} has no references."))
        {
            if (!frameworks.Any(f => f.Id == framework))
            {
                throw new FormatException($"{id} names {framework}, which is not a framework of the mapping.");
            }

            references[framework] = [.. named!.AsArray().Select(r => r!.GetValue<string>())];
        }

        var record = Text(control, "record");
        return ReadControls.Kinds.Contains(record, StringComparer.Ordinal)
            ? new(id, Text(control, "name"), Text(control, "what"), record, references)
            : throw new FormatException($"{id} names {record}, which is not a kind of record.");
    }

    private static IEnumerable<JsonObject> Objects(JsonObject data, string name) =>
        data[name]?.AsArray().Select(o => o!.AsObject()) ?? throw new FormatException($"The mapping has no {name}.");

    private static string Text(JsonObject data, string name) =>
        data[name]?.GetValue<string>() ?? throw new FormatException($"The mapping lacks {name}.");
}
