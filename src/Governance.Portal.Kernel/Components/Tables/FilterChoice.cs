using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Components.Tables;

/// <summary>A filter that may be added: the field and value people read, and the key the page puts into the address.</summary>
/// <param name="Key">What the page puts into the address.</param>
/// <param name="Field">The field, in words of the portal.</param>
/// <param name="Value">The value in words of the portal; a name or an id is given with <see cref="Named"/>.</param>
public sealed record FilterChoice(string Key, string Field, string Value)
{
    /// <summary>True where the value is one that people gave, or an id: it is shown as it is.</summary>
    public bool IsNamed { get; private init; }

    /// <summary>The value as people read it.</summary>
    public string Label => IsNamed ? Value : T.Word(Value);

    /// <summary>A value that has a name of its own: a model, a system, a person.</summary>
    public static FilterChoice Named(string key, string field, string name) => new(key, field, name) { IsNamed = true };
}
