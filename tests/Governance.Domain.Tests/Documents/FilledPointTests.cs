using Governance.Domain.Documents;

namespace Governance.Domain.Tests.Documents;

public sealed class FilledPointTests
{
    private static readonly FoundRecord s_report = new()
    {
        Kind = "validation_report",
        Id = "EVD-0001",
        Title = $"Validation report",
        Sha256 = new string('a', 64),
        At = DateTimeOffset.UnixEpoch,
        Rows = [new Dictionary<string, RecordValue> { ["results"] = RecordValue.Of([new RecordMeasure("auc", "0.79")]) }],
    };

    [Fact]
    public void NothingOnRecordAndNothingWritten_IsAGapThatSaysBoth()
    {
        var filled = Judge(Point(writes: "The argument."), []);

        Assert.Equal(PointState.Gap, filled.State);
        Assert.True(filled.Blocks);
        Assert.Equal(["Missing: validation report.", "A person has to write this part."], filled.Missing);
    }

    [Fact]
    public void RecordWithoutTheWordsOfAPerson_IsPartial() =>
        Assert.Equal(PointState.Partial, Judge(Point(writes: "The argument."), [s_report]).State);

    [Fact]
    public void RecordWhereNobodyHasToWrite_IsComplete() => Assert.Equal(PointState.Complete, Judge(Point(writes: ""), [s_report]).State);

    [Fact]
    public void RecordThatIsAtFault_FillsNothingAndSaysWhy()
    {
        var filled = Judge(Point(writes: ""), [s_report with { Fault = "The file of EVD-0001 was altered in the store." }]);

        Assert.Equal(PointState.Gap, filled.State);
        Assert.Empty(filled.Sources);
        Assert.Equal(["The file of EVD-0001 was altered in the store."], filled.Missing);
    }

    [Fact]
    public void RecordThatIsSilentAboutTheField_IsNamed()
    {
        var silent = s_report with { Rows = [new Dictionary<string, RecordValue> { ["tester"] = RecordValue.Of("a tool") }] };

        Assert.Equal(["EVD-0001 (validation report) does not mention this."], Judge(Point(writes: ""), [silent]).Missing);
    }

    [Fact]
    public void FieldThatNoOneHasStated_LeavesThePointPartial_AndASentenceSaysSo()
    {
        var unstated = new Dictionary<string, string> { ["results"] = "No result is confirmed yet.", ["tester"] = "Not asked for here." };

        var filled = Judge(Point(writes: ""), [s_report with { Unstated = unstated }]);

        Assert.Equal((PointState.Partial, "No result is confirmed yet."), (filled.State, Assert.Single(filled.Missing)));
    }

    [Fact]
    public void RecordThatIsPrintedIfThereIsOne_IsNotMissed_AndIsPrinted()
    {
        var asks = Point(writes: "");
        var point = asks with { Records = [.. asks.Records, new PointRecord("system_targets", ["threshold"]) { IfAny = true }] };
        Assert.Equal(PointState.Complete, Judge(point, [s_report]).State);

        var targets = s_report with
        {
            Kind = "system_targets",
            Id = "TGT-0001",
            Rows = [new Dictionary<string, RecordValue> { ["threshold"] = RecordValue.Of("at least 0.8") }],
        };
        Assert.Equal(["EVD-0001", "TGT-0001"], Judge(point, [s_report, targets]).Sources.Select(s => s.Record.Id));
    }

    [Fact]
    public void OptionalPointWithoutAnything_DoesNotBlock() =>
        Assert.False(Judge(Point(writes: "") with { Need = PointNeed.Recommended }, []).Blocks);

    [Theory]
    [InlineData("attached_document", false)]
    [InlineData("validation_report", true)]
    public void DocumentOfAnotherPoint_DoesNotFillThisOne(string kind, bool fills)
    {
        var record = s_report with { Kind = kind, IsDocument = true, OnlyPoint = fills ? null : "AIV-8" };
        var point = Point(writes: "") with { Records = [new PointRecord(kind, ["results"])] };

        Assert.Equal(fills ? PointState.Complete : PointState.Gap, Judge(point, [record]).State);
    }

    private static FilledPoint Judge(DocumentPoint point, IReadOnlyList<FoundRecord> records) =>
        FilledPoint.Of(point, entry: null, records, kind => kind == "validation_report" ? "Validation report" : "Document");

    private static DocumentPoint Point(string writes) =>
        new()
        {
            Id = "AIV-4",
            Ref = "Annex IV(4)",
            Title = $"Why these metrics fit",
            Need = PointNeed.Always,
            ContentNeeded = "Why the measures suit the system.",
            Records = [new PointRecord("validation_report", ["results", "thresholds"])],
            PersonWrites = writes,
        };
}
