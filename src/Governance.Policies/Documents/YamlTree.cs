namespace Governance.Policies;

/// <summary>A node of a policy's text with its place, both counted from 1.</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>What the node is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A scalar. Plain means written without quotes, so that a reader may take it for a number, a truth value or nothing.</summary>
internal sealed record YamlText(int Line, int Column, string Value, bool Plain) : YamlNode(Line, Column)
{
    public override string Kind =>
        !Plain
            ? "a text"
            : Value switch
            {
                "" or "~" or "null" or "Null" or "NULL" => "nothing",
                _ when IsBoolean => "a Boolean value",
                _ when IsNumber => "a number",
                _ => "a text",
            };

    /// <summary>YAML 1.1 also reads yes, no, on and off so, and many tools still do.</summary>
    private bool IsBoolean => Value.ToUpperInvariant() is "TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N";

    private bool IsNumber =>
        Number.TryRead(Value, out _)
        || Value.TrimStart('+', '-').ToUpperInvariant() is ".INF" or ".NAN"
        || (Value.Length > 2 && Value[0] == '0' && Value[1] is 'x' or 'o' or 'X' or 'O')
        || (
            Value.Any(char.IsAsciiDigit)
            && Value.All(c => char.IsAsciiDigit(c) || c is '_' or ',' or '+' or '-' or '.')
            && Number.TryRead(Value.Replace("_", string.Empty, StringComparison.Ordinal), out _)
        );
}

internal sealed record YamlList(int Line, int Column, IReadOnlyList<YamlNode> Items) : YamlNode(Line, Column)
{
    public override string Kind => "a list";
}

internal sealed record YamlMap(int Line, int Column, IReadOnlyList<KeyValuePair<YamlText, YamlNode>> Members) : YamlNode(Line, Column)
{
    public override string Kind => "a mapping";

    public YamlNode? this[string name] =>
        Members.FirstOrDefault(member => string.Equals(member.Key.Value, name, StringComparison.Ordinal)).Value;
}
