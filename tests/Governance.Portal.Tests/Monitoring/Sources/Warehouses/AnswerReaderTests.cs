using System.Text;
using System.Text.Json;
using Governance.Analytics.Io;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Operations.Monitoring.Sources.Warehouses;

namespace Governance.Portal.Tests.Monitoring.Sources.Warehouses;

public sealed class AnswerReaderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Read_InPiecesOfAnySize_HandsOutTheSameRows(int piece)
    {
        var rows = new RowList("host", 4096, 10);

        var members = await ReadAsync(
            """
            {"a":{"data":[[9]]},"columns":["x","y"],"more":[{"k":"\u00fc"}],"data":[["1",
            "a\"b"],["2",null],["\ud83d\ude00",true]],"z":1.5e3}
            """,
            rows,
            ["data"],
            piece
        );

        Assert.Equal(["x", "y"], rows.Columns!.Select(c => c.Name));
        Assert.Equal(
            [
                ["1", "a\"b"],
                ["2", null],
                ["😀", "true"],
            ],
            rows.ToRows().Rows
        );
        Assert.Equal("ü", members["more"][0].GetProperty("k").GetString());
        Assert.Equal(9, members["a"].GetProperty("data")[0][0].GetInt32());
        Assert.Equal(1500, members["z"].GetDouble());
        Assert.Equal(JsonValueKind.Null, members["data"].ValueKind);
    }

    [Fact]
    public async Task Read_RowsBeforeTheirColumns_AreKeptUntilThen()
    {
        var rows = new RowList("host", 4096, 10);

        await ReadAsync("""{"result":{"other":1,"rows":[["1"],["2"]],"next":3},"columns":["x"]}""", rows, ["result", "rows"]);

        Assert.Equal(
            [
                ["1"],
                ["2"],
            ],
            rows.ToRows().Rows
        );
    }

    [Theory]
    [InlineData("""{"columns":["x"],"data":[["1"],["2"]""")]
    [InlineData("""{"columns":["x"],"data":{"no":"rows"}}""")]
    [InlineData("""{"columns":["x"],"data":[1,2]}""")]
    [InlineData("""[1]""")]
    [InlineData("<html>busy</html>")]
    [InlineData("")]
    public async Task Read_WhatIsNoAnswer_IsNoneAndNotHalfOfOne(string json) =>
        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync(json, new RowList("host", 4096, 10), ["data"]));

    [Fact]
    public async Task Read_RowLongerThanTheLimit_IsRefusedByItsSetting()
    {
        var json = $$$"""{"columns":["x"],"data":[["{{{new string('a', 5_000)}}}"]]}""";

        var refused = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(json, new RowList("host", 4096, 10), ["data"]));

        Assert.Contains("host sent a row of more than 4096 bytes (Limits__LineBytes)", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.IsFinal);
    }

    [Fact]
    public async Task Read_OneEndlessText_IsGivenUpBeforeItFillsTheMemory()
    {
        await using var endless = new Endless("""{"columns":["x"],"data":[["""u8.ToArray());
        var reader = new AnswerReader(["data"], new RowList("host", 4096, 10), Columns);

        await Assert.ThrowsAsync<SourceException>(() => reader.ReadAsync(endless, Ct));

        Assert.InRange(endless.Sent, 1, 1024 * 1024);
    }

    [Theory]
    [InlineData("""{"columns":["x","y"],"data":[["1",["2"]]]}""")]
    [InlineData("""{"columns":["x","y"],"data":[{"f":[{"v":"1"},{"v":{"f":[]}}]}]}""")]
    [InlineData("""{"columns":["x","y"],"data":[{"f":[{"v":"1"},{"v":[{"v":"2"}]}]}]}""")]
    public async Task Read_RecordOrListInAColumn_NamesTheColumn(string json)
    {
        var refused = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(json, new RowList("host", 4096, 10), ["data"]));

        Assert.Contains("records or lists in column \"y\"", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"columns":["x","y"],"data":[["1"]]}""", "number of values (1) differs from the number of columns (2)")]
    [InlineData("""{"columns":["x"],"data":[["\ud800"]]}""", "not valid Unicode")]
    [InlineData("""{"columns":[],"data":[[]]}""", "without columns")]
    public async Task Read_RowsThatDoNotFit_AreRefused(string json, string sentence)
    {
        var refused = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(json, new RowList("host", 4096, 10), ["data"]));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_MoreRowsThanAsked_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<SourceException>(() =>
            ReadAsync("""{"columns":["x"],"data":[["1"],["2"],["3"]]}""", new RowList("host", 4096, 2), ["data"])
        );

        Assert.Contains("more than 2 rows", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_OfAnyText_IsReadBackAsItWas()
    {
        string?[] texts = ["plain", "a,b", "say \"no\"", "two\nlines", "\r", " edge ", "ü😀", "", null, "last"];
        using var csv = new MemoryStream();
        var rows = new CsvRows("host", 4096, csv);
        var json = JsonSerializer.Serialize(
            new { columns = new[] { "id", "a \"text\", said" }, data = texts.Select((t, i) => new[] { $"{i}", t }) }
        );

        await ReadAsync(json, rows, ["data"]);
        await rows.EndAsync(Ct);

        csv.Position = 0;
        var table = await TableReader.ReadAsync(csv, new TabularReadOptions(), Ct);
        var column = Assert.IsType<CategoryColumn>(table.Find("a \"text\", said"));
        Assert.Equal(texts.Length, table.RowCount);
        Assert.Equal(
            texts.Where(t => !string.IsNullOrEmpty(t)).Order(StringComparer.Ordinal),
            column.Categories.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Csv_OfOneColumn_KeepsRowsWithNothingInThem()
    {
        using var csv = new MemoryStream();
        var rows = new CsvRows("host", 4096, csv);

        await ReadAsync("""{"columns":["x"],"data":[["1"],[null],["2"]]}""", rows, ["data"]);
        await rows.EndAsync(Ct);

        Assert.Equal("x\n1\n\"\"\n2\n", Encoding.UTF8.GetString(csv.ToArray()));
    }

    private static async Task<IReadOnlyDictionary<string, JsonElement>> ReadAsync(
        string json,
        RowTaker rows,
        string[] path,
        int piece = 100_000
    )
    {
        await using var stream = new Pieces(Encoding.UTF8.GetBytes(json), piece);
        return await new AnswerReader(path, rows, Columns).ReadAsync(stream, Ct);
    }

    private static IReadOnlyList<AnswerColumn>? Columns(string name, JsonElement member) =>
        name == "columns" ? [.. member.EnumerateArray().Select(c => new AnswerColumn(c.GetString()!, CellKind.Text))] : null;

    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }

    private sealed class Endless(byte[] start) : MemoryStream(start)
    {
        public long Sent { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                buffer.Span.Fill(Sent <= Length ? (byte)'"' : (byte)'a');
                read = Sent <= Length ? 1 : buffer.Length;
            }

            Sent += read;
            return read;
        }
    }
}
