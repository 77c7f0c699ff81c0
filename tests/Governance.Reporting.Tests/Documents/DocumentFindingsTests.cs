using System.Text.RegularExpressions;
using Governance.Domain.Documents;
using Governance.Reporting.Documents;

namespace Governance.Reporting.Tests.Documents;

public sealed partial class DocumentFindingsTests(Making making)
{
    [Fact]
    public async Task Document_Begins_WithWhatItFindsInSentencesOfItsRecords()
    {
        var text = await TextAsync();

        string[] told =
        [
            "2 risks are open. The highest is RSK-0001, Income shift breaks calibration: 16 of 25 before controls, 16 with them. "
                + "1 risk has no residual score.",
            "DEP-0003: credit-default@2.0.0 in production: out of policy since 3 Nov 2026.",
            "1 of 1 consistency check fails. Not accepted by signature: RSK-0001.",
            "1 point rests on text that Marta Kowalska wrote.",
        ];
        Assert.All(told[..2], sentence => Assert.Contains(sentence, text, StringComparison.Ordinal));
        Assert.All(told[2..], sentence => Assert.Contains(sentence.TrimEnd('.'), text, StringComparison.Ordinal));
        Assert.True(
            text.IndexOf("What this report finds", StringComparison.Ordinal) < text.IndexOf("Points at a glance", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Points_ThatDoNotApply_AreNotCountedAsComplete()
    {
        var record = DocumentSamples.Technical();
        var before = record.Complete;
        var excluded = record.Points.First(p => p.Point.IsRequired && p.State is PointState.Complete);
        record = record with { Points = [.. record.Points.Select(p => p == excluded ? p with { State = PointState.NotApplicable } : p)] };

        var text = await TextAsync(record);

        Assert.Equal((before - 1, 1), (record.Complete, record.NotApplicable));
        Assert.Contains($"{before - 1} of {record.Required} required points", text, StringComparison.Ordinal);
        Assert.Contains("Not applicable: 1.", text, StringComparison.Ordinal);
        Assert.Contains(", 1 not applicable", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnePointOfSeveral_ThatIsComplete_IsCountedAsOne()
    {
        var record = DocumentSamples.Technical();
        var kept = record.Points.First(p => p.Point.IsRequired && p.State is PointState.Complete);
        record = record with
        {
            Points =
            [
                .. record.Points.Select(p =>
                    p == kept || !p.Point.IsRequired || p.State is not PointState.Complete ? p : p with { State = PointState.Gap }
                ),
            ],
        };

        Assert.Contains($"1 of {record.Required} required points is complete.", await TextAsync(record), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, "The only consistency check has to be done by a person.")]
    [InlineData(0, 2, "All 2 consistency checks have to be done by a person.")]
    [InlineData(1, 0, "The only consistency check finds no difference.")]
    [InlineData(1, 2, "1 consistency check finds no difference; 2 have to be done by a person.")]
    [InlineData(3, 1, "None of the 3 consistency checks finds a difference; 1 has to be done by a person.")]
    public async Task Checks_LeftToPeople_AreNotCountedAmongThoseThatAgree(int agreeing, int open, string expected)
    {
        var record = DocumentSamples.Technical();
        var check = record.Consistency[0];
        record = record with
        {
            Consistency =
            [
                .. Enumerable.Repeat(check with { Agrees = true }, agreeing),
                .. Enumerable.Repeat(check with { Agrees = null }, open),
            ],
        };

        Assert.Contains(expected, await TextAsync(record), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_ThatFailedAtTheRelease_AreNamedWithItsDay()
    {
        var record = DocumentSamples.Technical();
        var point = DocumentHtmlTests.Point("AIV-7", "Annex IV(7)", "Standards", "policy_result", "policy_id") with
        {
            Records = [new PointRecord("policy_result", ["policy_id", "result"])],
        };
        var gate = record.Points.SelectMany(p => p.Sources).First().Record with
        {
            Kind = "policy_result",
            Id = "GAT-0003",
            At = Samples.Now,
            Rows =
            [
                Rule("BIAS-03", "Failed: 12.4 points"),
                Rule("CALB-01", "Passed: 0.024"),
                Rule("INDV-01", "Failed: no one"),
                Rule("RISK-01", "Could not be evaluated: no risk"),
                // Another policy has the same rule: the table prints it once.
                Rule("BIAS-03", "Failed: 12.4 points"),
                Rule("CALB-01", "Passed: 0.024"),
            ],
        };
        record = record with
        {
            KindNames = new Dictionary<string, string>(record.KindNames, StringComparer.Ordinal) { ["policy_result"] = "Policy result" },
            Points = [.. record.Points, FilledPoint.Of(point, null, [gate], k => k)],
        };

        Assert.Contains(
            "Rules that failed in the policy gate of 20 Nov 2026: 2 of 4 (BIAS-03, INDV-01). Could not be evaluated: 1 (RISK-01).",
            await TextAsync(record),
            StringComparison.Ordinal
        );

        static Dictionary<string, RecordValue> Rule(string id, string result) =>
            new(StringComparer.Ordinal) { ["policy_id"] = RecordValue.Of(id), ["result"] = RecordValue.Of(result) };
    }

    [Fact]
    public async Task Incident_BeginsWithItsDeadline_AndDoesNotNameItself()
    {
        FormattableString deadline =
            $"The first deadline is {"29 Nov 2026, 06:54 UTC"} ({new PortalWords("Art. 73(3)")}); nothing has been sent yet.";
        var record = DocumentSamples.Incident();

        var text = await TextAsync(record with { About = record.About with { Id = "INC-0003" }, First = [deadline] });

        Assert.InRange(
            text.IndexOf(deadline.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal),
            text.IndexOf("What this report finds", StringComparison.Ordinal),
            text.IndexOf("Points at a glance", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("incident is on record", text, StringComparison.Ordinal);
        Assert.DoesNotContain("attached to a declaration", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Provision_OfTheProjectsOwnPoint_SaysWhoAsksForIt()
    {
        var point = DocumentHtmlTests.Point("FR-0-1", "project choice", "System", "system_card", "system_name");

        Assert.Equal("Required by the portal", DocumentLabels.Provision(point));
        Assert.Equal("Not required by law", DocumentLabels.Provision(point with { Need = PointNeed.Recommended }));
    }

    [Fact]
    public async Task Tables_SayOnceWhatEveryRowSays_AndAreNotPrintedTwice()
    {
        var text = await TextAsync();

        Assert.Single(Regex.Matches(text, "moderate drift from a PSI of 0.10", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Single(Regex.Matches(text, "0.3157 to 0.3639", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Matches("EVD-0008: values as in table [0-9]+", text);
        var numbers = TableNumbers().Matches(text).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => $"{n}"), numbers);
        // The record of all rows stands in the caption, not in each row.
        Assert.Matches("Table [0-9]+\\. Drift monitoring, WIN-0027", text);
    }

    [Fact]
    public async Task Measures_HaveNamesForPeople()
    {
        var text = await TextAsync();

        Assert.Contains("Demographic parity difference by sex", text, StringComparison.Ordinal);
        Assert.Contains("Selection rate, sex female", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sex, demographic parity difference", text, StringComparison.Ordinal);
        Assert.DoesNotContain("project choice", text, StringComparison.Ordinal);
    }

    private async Task<string> TextAsync(DocumentRecord? record = null)
    {
        var html = await making.Html.RenderAsync(record ?? DocumentSamples.Technical(), TestContext.Current.CancellationToken);
        var body = html[html.IndexOf("<main", StringComparison.Ordinal)..];
        return Spaces()
            .Replace(System.Net.WebUtility.HtmlDecode(Tags().Replace(body.Replace("<wbr>", "").Replace("<wbr />", ""), "")), " ");
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tags();

    [GeneratedRegex("Table ([0-9]+)\\.", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TableNumbers();

    [GeneratedRegex("\\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
