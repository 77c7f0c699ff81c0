namespace Governance.Domain;

/// <summary>Words as a sentence or a label begins: with a capital letter, and as they are after it.</summary>
public static class SentenceCase
{
    /// <summary>The words with a capital at the front; none stay none.</summary>
    public static string Of(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>
    /// A wire name or a key read as words: <c>signed-with-condition</c> and <c>signed_with_condition</c> are Signed with condition.
    /// </summary>
    public static string OfName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Of(name.Replace('-', ' ').Replace('_', ' '));
    }
}
