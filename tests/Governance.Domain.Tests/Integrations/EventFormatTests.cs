using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Governance.Domain.Audit;
using Governance.Domain.Integrations;
using Governance.Domain.Integrations.Formats;

namespace Governance.Domain.Tests.Integrations;

/// <summary>What strangers wrote into a name stays inside its field, in every format.</summary>
public sealed class EventFormatTests
{
    private const string Hostile = "a|b=c\nCEF:0";

    private static readonly DateTimeOffset s_time = new(2026, 11, 20, 9, 8, 7, 654, TimeSpan.Zero);

    [Fact]
    public void Cef_HostileName_IsOneEventWithOneHeader()
    {
        var line = CefText.Of(Event("model.registered", Hostile));

        Assert.DoesNotContain('\n', line);
        Assert.StartsWith(
            "CEF:0|Governance Portal|Governance Portal|1.2.3|model.registered|Model registered|1|rt=1795165687654 "
                + "act=model.registered outcome=success",
            line,
            StringComparison.Ordinal
        );
        Assert.Contains(@" cs1Label=subject cs1=a|b\=c\nCEF:0 ", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Cef_HeaderParts_EscapeBarsAndBackslashes() => Assert.Equal(@"a\|b\\c d", CefText.Header("a|b\\c\nd"));

    [Fact]
    public void Cef_AnyText_IsReadBackAsItWasUpToControlCharacters() =>
        Check(text =>
        {
            var line = CefText.Of(Event("model.registered", text));
            var fields = CefFields(line);
            return !line.Any(char.IsControl)
                && fields.GetValueOrDefault("act") == "model.registered"
                && Same(fields.GetValueOrDefault("cs1", ""), text)
                && fields["externalId"] == "log-7-abababababababab";
        });

    [Fact]
    public void Syslog_HostileSubject_StaysInItsValue()
    {
        var frame = Encoding.UTF8.GetString(
            SyslogMessage.Frame(Event("model.registered", "x\" ] [evil@1 a=\"b\\\n<0>1"), EventFormat.Cef, "portal.example", 32473)
        );
        var message = frame[(frame.IndexOf(' ', StringComparison.Ordinal) + 1)..];

        Assert.StartsWith(
            "<109>1 2026-11-20T09:08:07.654Z portal.example governance-portal - model.registered [event@32473 "
                + "id=\"log-7-abababababababab\" origin=\"governance/test\" subject=\"x\\\" \\] [evil@1 a=\\\"b\\\\ <0>1\" index=\"7\"",
            message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Syslog_AnySubject_TheLengthIsThatOfTheBytes_AndNothingEndsTheLine() =>
        Check(text =>
        {
            var frame = SyslogMessage.Frame(Event("model.registered", text), EventFormat.Ecs, "h", 32473);
            var space = Array.IndexOf(frame, (byte)' ');
            return int.Parse(Encoding.ASCII.GetString(frame, 0, space), CultureInfo.InvariantCulture) == frame.Length - space - 1
                && !frame.Contains((byte)'\n');
        });

    [Theory]
    [InlineData("model.registered", false, 109)]
    [InlineData("promotion.signed", true, 108)]
    [InlineData("override.used", false, 107)]
    [InlineData("log.unreadable", false, 107)]
    public void Syslog_Priority_IsLogAuditWithTheSeverity(string action, bool refused, int priority) =>
        Assert.Contains(
            $" <{priority}>1 ",
            " "
                + Encoding.UTF8.GetString(SyslogMessage.Frame(Event(action, "x", refused: refused), EventFormat.Cef, "h", 1)).Split(' ', 2)[
                    1
                ],
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("pass", 1)]
    [InlineData("warn", 2)]
    [InlineData("fail", 3)]
    [InlineData("error", 3)]
    public void Ocsf_GateResult_IsAComplianceFinding(string outcome, int status)
    {
        var json = OcsfJson.Of(
            Event(
                "gate.evaluated",
                "GATE-0034",
                new JsonObject
                {
                    ["gateOutcome"] = outcome,
                    ["version"] = "fraud-scorer@1.4.0",
                    ["stage"] = "production",
                }
            )
        );

        Assert.Equal(
            (2, 2003, 200301, 1),
            (Number(json, "category_uid"), Number(json, "class_uid"), Number(json, "type_uid"), Number(json, "activity_id"))
        );
        Assert.Equal(status, Number(json["compliance"]!, "status_id"));
        Assert.Equal("GATE-0034", json["finding_info"]!["uid"]!.GetValue<string>());
        AssertBase(json);
    }

    [Theory]
    [InlineData("incident.opened", 200501, 1)]
    [InlineData("incident.contained", 200502, 2)]
    [InlineData("incident.closed", 200503, 5)]
    public void Ocsf_Incident_IsAnIncidentFinding(string action, int type, int status)
    {
        var json = OcsfJson.Of(Event(action, "INC-0003"));

        Assert.Equal((type, status), (Number(json, "type_uid"), Number(json, "status_id")));
        Assert.Equal("INC-0003", json["finding_info_list"]![0]!["uid"]!.GetValue<string>());
        AssertBase(json);
    }

    [Theory]
    [InlineData("model.registered", 300401)]
    [InlineData("promotion.signed", 300403)]
    [InlineData("key.revoked", 300404)]
    public void Ocsf_Registry_IsEntityManagement(string action, int type)
    {
        var json = OcsfJson.Of(Event(action, "fraud-scorer"));

        Assert.Equal(type, Number(json, "type_uid"));
        Assert.Equal("fraud-scorer", json["entity"]!["uid"]!.GetValue<string>());
        AssertBase(json);
    }

    [Fact]
    public void Ecs_RefusedSignIn_IsADeniedAuthentication()
    {
        var json = EcsJson.Of(Event("session.refused", "anonymous", new JsonObject { ["code"] = "session.wrong" }, refused: true));

        Assert.Equal("2026-11-20T09:08:07.654Z", json["@timestamp"]!.GetValue<string>());
        Assert.Equal(
            ("authentication", "denied", "failure", "session.wrong"),
            (
                json["event"]!["category"]![0]!.GetValue<string>(),
                json["event"]!["type"]![0]!.GetValue<string>(),
                json["event"]!["outcome"]!.GetValue<string>(),
                json["event"]!["reason"]!.GetValue<string>()
            )
        );
    }

    [Fact]
    public void CloudEvent_Structured_HasTheRequiredAttributesAndTheEntry()
    {
        var json = JsonNode.Parse(CloudEvent.Structured(Event("promotion.signed", "APR-0012")))!;

        Assert.Equal(
            ("log-7-abababababababab", "urn:governance:log:governance%2Ftest", "1.0", "governance.promotion.signed"),
            (Text(json, "id"), Text(json, "source"), Text(json, "specversion"), Text(json, "type"))
        );
        Assert.Equal(("APR-0012", "7", "application/json"), (Text(json, "subject"), Text(json, "logindex"), Text(json, "datacontenttype")));
        Assert.Equal("APR-0012", Text(json["data"]!, "subject"));
    }

    [Fact]
    public void CloudEvent_Headers_AreEncodedAndNeverSayTheContentType()
    {
        var headers = CloudEvent
            .Headers(Event("model.registered", "Euro € 100% \"x\"\r\nX-Evil: 1"))
            .ToDictionary(h => h.Key, h => h.Value, StringComparer.Ordinal);

        Assert.Equal("Euro%20%E2%82%AC%20100%25%20%22x%22%0D%0AX-Evil:%201", headers["ce-subject"]);
        Assert.DoesNotContain("ce-datacontenttype", headers.Keys);
    }

    [Fact]
    public void WithoutNames_PrintedNameOfASigner_IsInNoFormat()
    {
        var named = Event("promotion.signed", "APR-0012") with
        {
            Event = Event("promotion.signed", "APR-0012").Event with { ActorName = "Ada Lovelace" },
        };
        var written = new Func<OutboundEvent, string>(e =>
            CefText.Of(e) + OcsfJson.Of(e).ToJsonString() + EcsJson.Of(e).ToJsonString() + Encoding.UTF8.GetString(CloudEvent.Structured(e))
        );

        Assert.Contains("Lovelace", written(named), StringComparison.Ordinal);
        Assert.DoesNotContain("Lovelace", written(named.WithoutNames()), StringComparison.Ordinal);
    }

    private static void AssertBase(JsonObject json)
    {
        Assert.Equal("1.8.0", Text(json["metadata"]!, "version"));
        Assert.NotNull(json["metadata"]!["product"]!["name"]);
        Assert.Equal(s_time.ToUnixTimeMilliseconds(), json["time"]!.GetValue<long>());
        Assert.InRange(Number(json, "severity_id"), 1, 5);
        Assert.Equal(Number(json, "type_uid"), (Number(json, "class_uid") * 100) + Number(json, "activity_id"));
    }

    private static int Number(JsonNode json, string member) => json[member]!.GetValue<int>();

    private static string Text(JsonNode json, string member) => json[member]!.GetValue<string>();

    private static OutboundEvent Event(string action, string subject, JsonObject? data = null, bool refused = false) =>
        new(
            "governance/test",
            "1.2.3",
            7,
            string.Concat(Enumerable.Repeat("ab", 32)),
            new LoggedEvent(
                s_time,
                "user:USR-0007",
                null,
                "Engineer",
                action,
                refused,
                subject,
                JsonSerializer.SerializeToElement(data ?? []),
                null
            )
        );

    // A reader of its own: key=value pairs, split where an unescaped equals sign follows a key.
    private static Dictionary<string, string> CefFields(string line)
    {
        var rest = line;
        for (var bars = 0; bars < 7; rest = rest[1..])
        {
            if (rest[0] == '\\')
            {
                rest = rest[1..];
            }
            else if (rest[0] == '|')
            {
                bars++;
            }
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var key = "";
        var value = new StringBuilder();
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '\\')
            {
                i++;
                value.Append(
                    rest[i] switch
                    {
                        'n' => '\n',
                        'r' => '\r',
                        var c => c,
                    }
                );
            }
            else if (rest[i] == '=')
            {
                var text = value.ToString();
                var space = text.LastIndexOf(' ');
                if (key.Length > 0)
                {
                    fields.Add(key, text[..Math.Max(space, 0)]); // a second field of one name would be a forged one
                }

                key = text[(space + 1)..];
                value.Clear();
            }
            else
            {
                value.Append(rest[i]);
            }
        }

        fields.Add(key, value.ToString());
        return fields;
    }

    private static bool Same(string read, string written) =>
        read == string.Concat(written.Select(c => (char.IsControl(c) && c is not ('\n' or '\r')) || c is '\u2028' or '\u2029' ? ' ' : c));

    private static void Check(Func<string, bool> holds) =>
        Prop.ForAll(
                Arb.From(
                    Gen.Elements("ab|=\\\n\r\t ]\"[%<>é€1\u2028\u0000".ToCharArray())
                        .ArrayOf()
                        .Where(c => c.Length > 0)
                        .Select(c => new string(c))
                ),
                holds
            )
            .QuickCheckThrowOnFailure();
}
