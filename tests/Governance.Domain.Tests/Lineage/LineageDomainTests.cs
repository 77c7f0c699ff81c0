using System.Text.Json;
using Governance.Domain.Lineage;

namespace Governance.Domain.Tests.Lineage;

public sealed class LineageDomainTests
{
    private static readonly DateTimeOffset s_at = new(2026, 11, 19, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void States_OfEveryOrderOfEvents_ComeToTheSame()
    {
        (RunState State, DateTimeOffset At)[] said =
        [
            (RunState.Start, s_at),
            (RunState.Running, s_at.AddMinutes(1)),
            (RunState.Fail, s_at.AddMinutes(2)),
            (RunState.Complete, s_at.AddMinutes(3)),
            (RunState.Other, s_at.AddMinutes(4)),
        ];

        var ends = Orders(said)
            .Select(order =>
                order.Aggregate(
                    (State: RunState.Other, At: DateTimeOffset.MinValue),
                    (known, next) => next.State.Replaces(next.At, known.State, known.At) ? next : known
                )
            )
            .Distinct();

        Assert.Equal([(RunState.Fail, s_at.AddMinutes(2))], ends);
    }

    [Fact]
    public void Facets_OfEveryOrderOfEvents_ComeToTheSame()
    {
        (string Json, DateTimeOffset At)[] said =
        [
            ("""{"a":{"x":1}}""", s_at),
            ("""{"a":{"x":2},"b":{"y":1}}""", s_at.AddMinutes(1)),
            ("""{"b":{"_deleted":true}}""", s_at.AddMinutes(2)),
            ("""{"a":{"x":3}}""", s_at.AddMinutes(1)),
        ];

        var ends = Orders(said)
            .Select(order =>
            {
                var set = new FacetSet();
                foreach (var (json, at) in order)
                {
                    using var document = JsonDocument.Parse(json);
                    set = FacetSet.Parse(set.ToStored());
                    set.Hear(document.RootElement, at);
                }

                return set.ToJson();
            })
            .Distinct(StringComparer.Ordinal);

        Assert.Equal(["""{"a":{"x":3}}"""], ends);
    }

    [Fact]
    public void Event_WithMembersInAnotherOrder_IsTheSameEvent()
    {
        var one = Read(
            """{"eventTime":"2026-11-19T06:00:00Z","producer":"urn:x","schemaURL":"urn:x","dataset":"""
                + """{"namespace":"a","name":"b","facets":{"f":{"p":1,"q":2}}}}"""
        );
        var other = Read(
            """{"dataset":{"facets":{"f":{"q":2,"p":1}},"name":"b","namespace":"a"}"""
                + ""","schemaURL":"urn:x","producer":"urn:x","eventTime":"2026-11-19T06:00:00Z"}"""
        );

        Assert.Equal(one.Sha256, other.Sha256);
        Assert.Equal(LineageEventKind.Dataset, one.Kind);
    }

    [Theory]
    [InlineData("""{"version":{"datasetVersion":"sha256:4FBD953BC38779A4D87E98F6BCEB10E5A13F36E411D82FC61C6BB41FB1CB13D4"}}""", true)]
    [InlineData("""{"governance":{"sha256":"4fbd953bc38779a4d87e98f6bceb10e5a13f36e411d82fc61c6bb41fb1cb13d4"}}""", true)]
    [InlineData("""{"version":{"datasetVersion":"17"}}""", false)]
    [InlineData("""{"version":["x"]}""", false)]
    public void Digest_OfADataset_IsReadFromItsFacets(string facets, bool found)
    {
        using var document = JsonDocument.Parse(facets);

        Assert.Equal(
            found ? "4fbd953bc38779a4d87e98f6bceb10e5a13f36e411d82fc61c6bb41fb1cb13d4" : null,
            DatasetFacets.Sha256(document.RootElement)
        );
    }

    [Fact]
    public void Layout_OfAGraphWithALoop_PlacesEveryNodeOnceAndForward()
    {
        (int From, int To)[] edges = [(0, 1), (1, 2), (2, 3), (3, 1), (0, 3), (4, 3), (5, 5)];

        var placed = LayeredLayout.Of(6, edges).Nodes;

        Assert.Equal(6, placed.Distinct().Count());
        Assert.All(edges.Where(e => e is not ((3, 1) or (5, 5))), e => Assert.True(placed[e.From].Column < placed[e.To].Column));
        Assert.Equal(placed[3].Column - 1, placed[4].Column); // a source stands beside what it leads to
    }

    [Fact]
    public void Layout_OfALongChain_NeedsNoDeepStack()
    {
        const int Length = 100_000;

        var placed = LayeredLayout.Of(Length, [.. Enumerable.Range(0, Length - 1).Select(i => (i, i + 1))]).Nodes;

        Assert.Equal(Length - 1, placed[^1].Column);
    }

    [Fact]
    public void Layout_OfEdgesThatSkipColumns_LeadsThemBetweenTheNodes()
    {
        // Two chains of four nodes each; two edges skip the two columns between a beginning and an end, one skips a column.
        (int From, int To)[] edges = [(0, 1), (1, 2), (2, 3), (4, 5), (5, 6), (6, 7), (0, 3), (4, 7), (4, 6), (0, 3)];

        var (placed, passages) = LayeredLayout.Of(8, edges);

        Assert.Equal(edges.Length, passages.Count);
        Assert.All(edges.Zip(passages), e => Assert.Equal(placed[e.First.To].Column - placed[e.First.From].Column - 1, e.Second.Count));
        Assert.All(passages.SelectMany(p => p), p => Assert.True(p is > 0 and < 3 && p % 1 is > 0 and < 1, $"{p} is a row, not a gap"));
        Assert.Equal(passages[6], passages[^1]); // said twice, drawn once
        // Each has a place of its own.
        Assert.NotEqual(passages[6][0], passages[7][0]);
        Assert.NotEqual(passages[7][0], passages[8][0]);
        // The rows of a column remain without holes.
        Assert.All(placed.GroupBy(p => p.Column), c => Assert.Equal([0, 1], c.Select(p => p.Row).Order()));
    }

    private static LineageEvent Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return LineageEventReader.Read(document.RootElement, 10).Value;
    }

    private static IEnumerable<IReadOnlyList<T>> Orders<T>(IReadOnlyList<T> items) =>
        items.Count <= 1
            ? [items]
            : items.SelectMany((item, i) => Orders([.. items.Where((_, j) => j != i)]).Select(rest => (IReadOnlyList<T>)[item, .. rest]));
}
