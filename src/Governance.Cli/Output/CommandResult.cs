using System.Text.Json;

namespace Governance.Cli.Output;

/// <summary>What a command found out, apart from how it is written.</summary>
internal abstract record CommandResult
{
    /// <summary>The result as checks; null when it is none.</summary>
    public virtual CheckReport? Checks => null;

    public abstract void WriteText(TextPage page);

    public abstract void WriteJson(Utf8JsonWriter writer);
}
