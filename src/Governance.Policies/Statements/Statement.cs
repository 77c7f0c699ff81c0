namespace Governance.Policies;

/// <summary>
/// One thing that a rule found, asks for or saw: a code and its typed values. Sentences are made of it in the language of the reader
/// (<see cref="StatementWriter"/>); what is stored has no language.
/// </summary>
/// <param name="Code">A stable name, such as <c>metric.below</c>; <see cref="StatementTexts.All"/> has every one.</param>
/// <param name="Values">The values by name, in the order of their names.</param>
public sealed record Statement(string Code, IReadOnlyDictionary<string, StatementValue> Values)
{
    /// <summary>A statement with the values that are there; one that is null is left out.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="values">Its values.</param>
    public static Statement Of(string code, params ReadOnlySpan<(string Name, StatementValue? Value)> values)
    {
        var sorted = new SortedDictionary<string, StatementValue>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            if (value is not null)
            {
                sorted.Add(name, value);
            }
        }

        return new(code, sorted);
    }

    /// <summary>The value of a name, when it is there and of this kind; else null.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="name">Name of the value.</param>
    public T? Value<T>(string name)
        where T : StatementValue => Values.GetValueOrDefault(name) as T;

    /// <summary>The sentence in English.</summary>
    public override string ToString() => StatementTexts.English(this);
}
