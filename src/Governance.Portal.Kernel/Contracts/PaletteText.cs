namespace Governance.Portal.Kernel.Contracts;

/// <summary>What a person typed into the palette.</summary>
/// <param name="Typed">As they typed it.</param>
/// <param name="Pattern">The same in small letters as a pattern of LIKE, with <see cref="Escape"/>.</param>
public sealed record PaletteText(string Typed, string Pattern)
{
    /// <summary>What comes before a character of the text that is not to be read as a pattern.</summary>
    public const string Escape = "\\";

    /// <summary>Found of one kind at most.</summary>
    public const int MaxOfAKind = 5;

    /// <summary>True when the text begins like what an action is called, in the language of the page.</summary>
    public bool Begins(string action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return action.Contains(Typed.Split(' ', 2)[0], StringComparison.OrdinalIgnoreCase);
    }
}
