using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class GateInputTests
{
    private static string Example => File.ReadAllText(Path.Combine(RepositoryRoot, "samples", "policy-input.example.json"));

    [Fact]
    public void Text_WithHalfACharacter_HasNoDigest()
    {
        // Written as U+FFFD, two inputs would have one digest.
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["unit"] = "\ud800" };

        Assert.Throws<InvalidOperationException>(() => (Input with { Model = Input.Model with { Tags = tags } }).ToBytes());
    }

    [Fact]
    public void Read_ExampleWrittenByHand_IsValidAndCanonicalFormIsStable()
    {
        var input = Read(Example).Input!;

        var again = GateInput.Read(input.ToBytes()).Input!;

        Assert.Equal(0.8123, input.Metrics[0].Value);
        Assert.Equal(input.ToBytes(), again.ToBytes());
    }

    [Fact]
    public void Write_Numbers_AreShortestRoundTripTexts()
    {
        var text = Encoding.UTF8.GetString((Input with { Metrics = [Metric("auc", 0.1 + 0.2, low: 1e-7, high: 1)] }).ToBytes());

        Assert.Contains("\"value\":\"0.30000000000000004\"", text, StringComparison.Ordinal);
        Assert.Contains("\"low\":\"1e-7\"", text, StringComparison.Ordinal);
        Assert.Contains("\"n\":5000", text, StringComparison.Ordinal);
        Assert.StartsWith("{\"artifact\":{\"declaredSha256\"", text, StringComparison.Ordinal);
        Assert.Contains("\"at\":\"2026-03-02T09:00:00.000Z\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(0.91, "0.91")]
    [InlineData(-12.5, "-12.5")]
    [InlineData(100, "100")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.0000012, "0.0000012")]
    [InlineData(0.00000012, "1.2e-7")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(123456789.125, "123456789.125")]
    public void Write_AnyNumber_IsLaidOutAsRfc8785Asks(double value, string expected) =>
        Assert.Contains(
            $"\"value\":\"{expected}\"",
            Encoding.UTF8.GetString((Input with { Metrics = [Metric("auc", value)] }).ToBytes()),
            StringComparison.Ordinal
        );

    [Fact]
    public void Write_RandomNumbers_ReadBackToTheSameDouble()
    {
        var random = new Random(3);
        var values = Enumerable
            .Range(0, 5_000)
            .Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)))
            .Where(double.IsFinite)
            .Append(double.Epsilon)
            .ToList();

        var read = GateInput.Read((Input with { Metrics = [.. values.Select((value, i) => Metric($"m{i:D5}", value))] }).ToBytes());

        Assert.Equal(values, read.Input!.Metrics.Select(metric => metric.Value!.Value));
    }

    [Fact]
    public void FactsDigest_OnlyTimePasses_StaysTheSame()
    {
        Assert.Equal(Input.FactsSha256(), (Input with { At = Now.AddDays(3) }).FactsSha256());
        Assert.NotEqual(Input.FactsSha256(), (Input with { From = "development" }).FactsSha256());
    }

    [Fact]
    public void Write_SameInstantInAnotherZone_GivesTheSameBytes_ButForTheDayThatIsJudged()
    {
        static GateInput Of(DateTimeOffset produced) =>
            Input with
            {
                Evidence = [Evidence("EV-1", "validation") with { ProducedAt = produced }],
            };

        Assert.Equal(Of(Now).ToBytes(), Of(Now.ToOffset(TimeSpan.FromHours(5))).ToBytes());
        var read = GateInput.Read((Input with { At = Now.ToOffset(TimeSpan.FromHours(-10)) }).ToBytes()).Input!;
        Assert.Equal((Now, TimeSpan.FromHours(-10)), (read.At, read.At.Offset));
    }

    [Fact]
    public void Write_ControlCharactersAndQuotes_AreEscapedAsJcsAsks()
    {
        var text = Encoding.UTF8.GetString(
            (Input with { Model = Input.Model with { Tags = new Dictionary<string, string> { ["é\u0001"] = "a\"\\\n\u20ac/" } } }).ToBytes()
        );

        Assert.Contains("\"tags\":{\"é\\u0001\":\"a\\\"\\\\\\n€/\"}", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"riskClass\": \"high\"", "\"riskClass\": \"High\"", "model.riskClass")]
    [InlineData("\"riskClass\": \"high\"", "\"riskclass\": \"high\"", "model.riskclass")]
    [InlineData("\"schema\": \"governance.input/v1\"", "\"schema\": \"governance.input/v2\"", "schema")]
    [InlineData("\"at\": \"2026-03-02T09:00:00Z\"", "\"at\": \"2026-03-02T09:00:00\"", "at")]
    [InlineData("\"at\": \"2026-03-02T09:00:00Z\"", "\"at\": \"2026-02-30T09:00:00Z\"", "at")]
    [InlineData("\"at\": \"2026-03-02T09:00:00Z\",", "", "at")]
    [InlineData("\"value\": 0.8123", "\"value\": \"NaN\"", "metrics[0].value")]
    [InlineData("\"value\": 0.8123", "\"value\": 1e999", "metrics[0].value")]
    [InlineData("\"value\": 0.8123", "\"value\": true", "metrics[0].value")]
    [InlineData("\"n\": 12000, \"low\"", "\"n\": 1.5, \"low\"", "metrics[0].n")]
    [InlineData("\"n\": 12000, \"low\"", "\"n\": -1, \"low\"", "metrics[0].n")]
    [InlineData("\"low\": 0.803", "\"low\": 0.903", "metrics[0].low")]
    [InlineData("\"evidence\": \"EVD-0002\"", "\"evidence\": \"EVD-0009\"", "metrics[2].evidence")]
    [InlineData("\"id\": \"EVD-0002\"", "\"id\": \"EVD-0001\"", "evidence[1].id")]
    [InlineData("\"kind\": \"sbom\"", "\"kind\": \"SBOM\"", "evidence[3].kind")]
    [InlineData("\"to\": \"production\"", "\"to\": \"development\"", "to")]
    [InlineData("\"hosting\": [\"eu-west-1\"]", "\"hosting\": \"eu-west-1\"", "regions.hosting")]
    [InlineData("\"hosting\": [\"eu-west-1\"]", "\"hosting\": [7]", "regions.hosting[0]")]
    [InlineData("\"waivers\": []", "\"waivers\": [{}]", "waivers[0].id")]
    [InlineData("\"waivers\": []", "\"waivers\": [], \"extra\": 1", "extra")]
    [InlineData("\"name\": \"credit-scorer\"", "\"name\": \"\\ud800\"", "model.name")]
    [InlineData("\"name\": \"credit-scorer\"", "\"name\": \"Credit Scorer\"", "model.name")]
    [InlineData("\"unlicensed\": 0", "\"unlicensed\": 0, \"x\": {}", "evidence[3].facts.sbom.x")]
    public void Read_OneMistake_NamesThePath(string from, string to, string path)
    {
        var changed = Example.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Example, changed);

        var result = Read(changed);

        Assert.Null(result.Input);
        Assert.Contains(result.Problems, problem => problem.Path == path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"schema\":\"governance.input/v1\",\"schema\":\"governance.input/v1\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{} {}")]
    [InlineData("{/* comment */}")]
    public void Read_NoInputAtAll_IsAProblemAndNoException(string text) => Assert.NotEmpty(Read(text).Problems);

    [Fact]
    public void Read_HostileBytes_IsAProblemAndNoException()
    {
        Assert.NotEmpty(GateInput.Read("{\"schema\":\"\u00ff\"}"u8.ToArray().Select(b => b == 0xC3 ? (byte)0xFF : b).ToArray()).Problems);
        Assert.NotEmpty(Read(string.Concat(Enumerable.Repeat("{\"a\":", 10_000))).Problems);
        Assert.NotEmpty(GateInput.Read(new byte[GateInput.MaxBytes + 1]).Problems);
    }

    [Fact]
    public void Read_RandomDamage_NeverThrows()
    {
        var random = new Random(11);
        var source = Encoding.UTF8.GetBytes(Example);
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = source.ToArray();
            for (var change = 0; change < 3; change++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var result = GateInput.Read(bytes);

            Assert.Equal(result.IsValid, result.Problems.Count == 0);
        }
    }

    private static GateInputReadResult Read(string text) => GateInput.Read(Encoding.UTF8.GetBytes(text));
}
