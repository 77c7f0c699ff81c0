namespace Governance.Analytics.Io;

/// <summary>A column whose type is known to be categorical.</summary>
internal sealed class CategoryBuilder(string name, int maxCategories) : ColumnBuilder(name)
{
    private readonly Utf8Dictionary _dictionary = new();
    private readonly CategoryCodes _codes = new();

    public override long MemoryBytes => _codes.MemoryBytes + _dictionary.MemoryBytes;

    public override void Expect(int rows) => _codes.Expect(rows);

    public override void Append(ReadOnlySpan<byte> token, long line)
    {
        var code = -1;
        if (token.IsEmpty)
        {
            Missing++;
        }
        else
        {
            code = _dictionary.GetOrAdd(token, out _);
            if (_dictionary.Count > maxCategories)
            {
                throw TabularErrors.TooManyCategories(Name, line, maxCategories);
            }
        }
        _codes.Add(code);
        Rows++;
    }

    public override Column Build() => Build(Name, _codes, _dictionary, Counts);

    internal static CategoryColumn Build(string name, CategoryCodes codes, Utf8Dictionary dictionary, ColumnCounts counts)
    {
        var categories = new string[dictionary.Count];
        for (var i = 0; i < categories.Length; i++)
        {
            categories[i] = dictionary.TextOf(i);
        }
        return new CategoryColumn(name, codes, categories, counts);
    }
}
