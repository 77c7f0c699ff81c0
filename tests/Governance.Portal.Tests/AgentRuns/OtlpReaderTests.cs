using System.Diagnostics;
using System.Text;
using Governance.Portal.Operations.AgentRuns.Otlp;

namespace Governance.Portal.Tests.AgentRuns;

/// <summary>Bodies of /v1/traces as no exporter sends them.</summary>
public sealed class OtlpReaderTests
{
    private static readonly OtlpLimits s_limits = new(100);

    [Fact]
    public void BothEncodings_OfTheSameSpan_AreReadAlike()
    {
        var binary = Assert.Single(OtlpProtobuf.Read(Body(Span()), s_limits));
        var json = Assert.Single(
            OtlpJson.Read(
                Encoding.UTF8.GetBytes(
                    """
                    {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]},"schemaUrl":"u",
                     "scopeSpans":[{"spans":[{"traceId":"0102030405060708090A0B0C0D0E0F10","spanId":"0102030405060708","name":"chat",
                      "startTimeUnixNano":"1760000000000000000","endTimeUnixNano":1760000001000000000,"unknown":[{}],
                      "attributes":[{"key":"a","value":{"intValue":"-7"}},
                       {"key":"b","value":{"arrayValue":{"values":[{"boolValue":true}]}}}],
                      "events":[{"attributes":[{"key":"exception.type","value":{"stringValue":"Timeout"}}]}],"status":{"code":2}}]}]}]}
                    """
                ),
                s_limits
            )
        );

        Assert.Equal(Told(json), Told(binary));
        Assert.Equal(("chat", "Timeout", true, "u"), (binary.Name, binary.Exception, binary.IsError, binary.SchemaUrl));
        Assert.Equal("-7 [true]", string.Join(' ', binary.Attributes.Values.Select(v => v!.ToJsonString())));
    }

    // The forms of agentevals-dev/agentevals, samples/helm.json (Jaeger) and samples/tempo_export_with_batches.json (Tempo).
    [Theory]
    [InlineData("""{"data":[{"traceID":"01","spans":[{"operationName":"chat"}]}]}""", "resourceSpans")]
    [InlineData("""{"batches":[{"instrumentationLibrarySpans":[{"spans":[{}]}]}]}""", "resourceSpans")]
    [InlineData("""{"resourceLogs":[{"scopeLogs":[]}]}""", "resourceSpans")]
    [InlineData("""{"resourceSpans":[{"instrumentationLibrarySpans":[{"spans":[{}]}]}]}""", "scopeSpans")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"logRecords":[{}]}]}]}""", "spans")]
    public void Json_OfAnotherForm_IsRefused_AndNotTakenForNoSpans(string body, string missing)
    {
        var refused = Assert.Throws<OtlpException>(() => OtlpJson.Read(Encoding.UTF8.GetBytes(body), s_limits));

        Assert.Contains($"no {missing}.", refused.Refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"resourceSpans":[]}""")]
    [InlineData("""{"resourceSpans":[{"resource":{"attributes":[]}},{"scopeSpans":[{}]}]}""")]
    public void Json_WithoutSpans_IsEmpty(string body) => Assert.Empty(OtlpJson.Read(Encoding.UTF8.GetBytes(body), s_limits));

    // lmnr-ai/lmnr, app-server/src/traces/opentelemetry_json.rs: the names of Protocol Buffers in place of the numbers.
    [Theory]
    [InlineData("\"STATUS_CODE_ERROR\"", true)]
    [InlineData("\"STATUS_CODE_OK\"", false)]
    [InlineData("\"2\"", true)]
    [InlineData("1", false)]
    public void Json_StatusByNameOrNumber_IsRead(string code, bool isError)
    {
        var body = """{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":"SPAN_KIND_CLIENT","status":{"code":CODE}}]}]}]}""";

        var span = Assert.Single(OtlpJson.Read(Encoding.UTF8.GetBytes(body.Replace("CODE", code, StringComparison.Ordinal)), s_limits));

        Assert.Equal(isError, span.IsError);
    }

    [Fact]
    public void Binary_CutAnywhere_OrChangedAnywhere_IsReadOrRefused_AndNothingElse()
    {
        var body = Body(Span());
        for (var length = 0; length < body.Length; length++)
        {
            Refuses(body.AsSpan(0, length).ToArray());
        }

        var random = new Random(4);
        for (var round = 0; round < 20_000; round++)
        {
            var changed = body.ToArray();
            for (var i = 0; i <= random.Next(3); i++)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            Refuses(changed);
        }
    }

    [Fact]
    public void Json_CutAnywhere_OrOfOtherTypes_IsReadOrRefused_AndNothingElse()
    {
        const string Body =
            """{"resourceSpans":[{"resource":{"attributes":[{"key":"k","value":{"doubleValue":1.5}}]}"""
            + ""","scopeSpans":[{"spans":[{"traceId":"01","startTimeUnixNano":"12"}]}]}]}""";
        for (var length = 0; length < Body.Length; length++)
        {
            RefusesJson(Body[..length]);
        }

        foreach (var other in (string[])["7", "null", "[]", "{}", "\"x\"", "\"\\ud800\"", "1e400", "-1", "99999999999999999999"])
        {
            foreach (
                var part in (string[])
                    ["\"k\"", "1.5", "\"01\"", "\"12\"", "{\"doubleValue\":1.5}", "[{\"key\":\"k\",\"value\":{\"doubleValue\":1.5}}]"]
            )
            {
                RefusesJson(Body.Replace(part, other, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void HostileBodies_AreRefusedBeforeTheyGrow()
    {
        // A length of two gigabytes in six bytes; a hundred thousand values within values; more spans than are taken, in two bytes each.
        Assert.Contains("ends too early", Refuses([0x0a, 0xff, 0xff, 0xff, 0xff, 0x07])!, StringComparison.Ordinal);
        var deep = Array.Empty<byte>();
        for (var i = 0; i < 30; i++)
        {
            deep = Field(5, Field(1, deep));
        }

        Assert.Contains("nested too deeply", Refuses(Body(Field(9, [.. Field(1, "a"u8), .. Field(2, deep)])))!, StringComparison.Ordinal);
        var many = Enumerable.Repeat(Field(2, []), 101).SelectMany(b => b).ToArray();
        Assert.Contains("exceed the limit", Refuses(Field(1, Field(2, many)))!, StringComparison.Ordinal);
        Assert.Contains("does not use", Refuses([0x0b, 0x0c])!, StringComparison.Ordinal);
        var brackets = string.Concat(Enumerable.Repeat("[", 100_000));
        Assert.Contains("not valid OTLP JSON", RefusesJson($"{{\"resourceSpans\":{brackets}")!, StringComparison.Ordinal);
    }

    private static string Told(OtlpSpan span) =>
        $"{span.TraceId} {span.SpanId} {span.ParentId} {span.Name} {span.Start} {span.End} {span.IsError} {span.Exception} "
        + $"{span.SchemaUrl} "
        + string.Join(' ', span.Attributes.Concat(span.Resource).Select(a => $"{a.Key}={a.Value?.ToJsonString()}"));

    private static string? Refuses(byte[] body)
    {
        try
        {
            OtlpProtobuf.Read(body, s_limits);
            return null;
        }
        catch (OtlpException e)
        {
            return e.Message;
        }
    }

    private static string? RefusesJson(string body)
    {
        try
        {
            OtlpJson.Read(Encoding.UTF8.GetBytes(body), s_limits);
            return null;
        }
        catch (OtlpException e)
        {
            return e.Message;
        }
    }

    private static byte[] Body(byte[] span) =>
        Field(
            1,
            [
                .. Field(2, Field(2, span)),
                .. Field(1, Field(1, [.. Field(1, "service.name"u8), .. Field(2, Field(1, "s"u8))])),
                .. Field(3, "u"u8),
            ]
        );

    private static byte[] Span() =>
        [
            .. Field(1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
            .. Field(2, [1, 2, 3, 4, 5, 6, 7, 8]),
            .. Field(5, "chat"u8),
            (7 << 3) | 1,
            .. BitConverter.GetBytes(1_760_000_000_000_000_000UL),
            (8 << 3) | 1,
            .. BitConverter.GetBytes(1_760_000_001_000_000_000UL),
            // -7 as a varint of ten bytes; a list with true in it.
            .. Field(9, [.. Field(1, "a"u8), .. Field(2, [3 << 3, 0xf9, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])]),
            .. Field(9, [.. Field(1, "b"u8), .. Field(2, Field(5, Field(1, [2 << 3, 1])))]),
            .. Field(11, Field(3, [.. Field(1, "exception.type"u8), .. Field(2, Field(1, "Timeout"u8))])),
            .. Field(15, [3 << 3, 2]),
            // Flags, which no one reads here: four bytes.
            0x85,
            0x01,
            1,
            0,
            0,
            0,
        ];

    private static byte[] Field(int number, ReadOnlySpan<byte> value)
    {
        Debug.Assert(number < 16);
        var length = new List<byte>();
        var rest = value.Length;
        for (; rest >= 0x80; rest >>= 7)
        {
            length.Add((byte)(rest | 0x80));
        }

        return [(byte)((number << 3) | 2), .. length, (byte)rest, .. value];
    }
}
