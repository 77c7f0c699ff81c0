using Governance.Domain;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Tests;

/// <summary>Both databases fold names as <see cref="SearchText"/> does, whatever their own locale.</summary>
public sealed class SearchFunctionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task EveryLetterThatHasMarksOrCapitals_IsFoldedAlike(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        await db.Database.MigrateAsync(Ct);
        var letters = Letters(0x00C0, 0x017F)
            .Concat(Letters(0x0386, 0x03CE))
            .Concat(Letters(0x0400, 0x045F))
            .Concat(Letters(0x1E00, 0x1E99))
            .Concat(Letters(0x1EA0, 0x1EF9))
            .Concat(Letters(0xFF21, 0xFF5A))
            .ToList();
        var text = string.Join(' ', letters);

        var folded = await db.Database.SqlQuery<string>($"""SELECT governance_fold({text}) AS "Value" """).SingleAsync(Ct);

        Assert.Equal(letters.Select(l => (l, SearchText.Fold(l.ToString()))), letters.Zip(folded.Split(' '), (l, f) => (l, f)));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Matches_FindsNamesByAnyCase_WithAndWithoutMarks(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        await db.Database.MigrateAsync(Ct);
        string[] names = ["Ärzteprüfung", "ÉCOLE normale", "Wohnungen in łódź", "Straße 100%_"];
        foreach (var (typed, name) in s_typed)
        {
            var pattern = SearchText.Pattern(typed);
            List<string> found = [];
            foreach (var each in names)
            {
                if (await db.Database.SqlQuery<string>($"""SELECT {each} AS "Value" """).AnyAsync(n => SearchText.Matches(n, pattern), Ct))
                {
                    found.Add(each);
                }
            }

            Assert.Equal([names[name]], found);
        }
    }

    private static readonly (string Typed, int Name)[] s_typed =
    [
        ("ärzte", 0),
        ("ÄRZTE", 0),
        ("arzte", 0),
        ("ÉCOLE", 1),
        ("école", 1),
        ("Ecole", 1),
        ("łódź", 2),
        ("ŁÓDŹ", 2),
        ("lodz", 2),
        ("straße", 3),
        ("STRASSE", 3),
        ("0%_", 3),
    ];

    private static IEnumerable<char> Letters(int from, int to) =>
        Enumerable.Range(from, to - from + 1).Select(c => (char)c).Where(c => char.IsLetter(c) && c is not ('ŉ' or 'Ĳ' or 'ĳ' or 'ĸ'));
}
