using System.IO.Compression;
using System.Text;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests;

/// <summary>Tables from text, the way a user's file arrives.</summary>
internal static class Rows
{
    public static Task<Table> ReadAsync(string text, TabularReadOptions? options = null) =>
        ReadAsync(Encoding.UTF8.GetBytes(text), options);

    public static Task<Table> ReadAsync(byte[] bytes, TabularReadOptions? options = null) =>
        TableReader.ReadAsync(new MemoryStream(bytes), options, TestContext.Current.CancellationToken);

    public static async Task<TabularFormatException> RefusalAsync(string text, TabularReadOptions? options = null) =>
        await Assert.ThrowsAsync<TabularFormatException>(() => ReadAsync(text, options));

    public static async Task<TabularFormatException> RefusalAsync(byte[] bytes, TabularReadOptions? options = null) =>
        await Assert.ThrowsAsync<TabularFormatException>(() => ReadAsync(bytes, options));

    public static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    public static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes);
        }
        return packed.ToArray();
    }

    public static double[] Numbers(this Table table, string column) => Assert.IsType<NumericColumn>(table.Find(column)).Values.ToArray();

    public static IEnumerable<string?> Texts(this Table table, string column)
    {
        var category = Assert.IsType<CategoryColumn>(table.Find(column));
        return category.Codes.ToArray().Select(c => c < 0 ? null : category.Categories[c]).ToArray();
    }

    public static Table Numeric(string name, params double[] values) => new([new NumericColumn(name, values)]);

    public static Table Categorical(string name, params string?[] values) => new([new CategoryColumn(name, values)]);

    public static string?[] Repeat(params (string? Value, int Count)[] runs) =>
        [.. runs.SelectMany(r => Enumerable.Repeat(r.Value, r.Count))];
}
