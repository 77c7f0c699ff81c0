using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Incidents;

namespace Governance.Domain.Tests.Incidents;

/// <summary>What a step may send: nothing secret in the playbook, nothing filled in that could be more than a value.</summary>
public sealed class CallOutTests
{
    private const string Call = """
        {"url":"https://soar.example/api/cases/{id}","method":"POST",
         "headers":{"Authorization":"Bearer secret:soar","Accept":"application/json"},
         "body":{"case":"{id}","title":"{title}","versions":"{versions}","about":"Models {models}","key":"{key}","n":3},
         "expect":{"status":[200,202],"pointer":"/case/state","value":"open"},"timeout_seconds":5,"retries":2,"confirm":true}
        """;

    [Fact]
    public void Request_IsFilledFromTheIncident_AsValuesOnly()
    {
        var incident = IncidentScene.Opened(IncidentScene.Facts() with { Title = "\"},\"evil\":{\"{key}" });
        var step = Read(Call);
        var call = step.Call!;

        Assert.Equal("https://soar.example/api/cases/INC-0001", call.AddressFor(incident, step, "k").ToString());
        var body = JsonNode.Parse(call.BodyFor(incident, step, "INC-0001/isolate/1"))!.AsObject();
        Assert.Equal(["case", "title", "versions", "about", "key", "n"], body.Select(m => m.Key));
        Assert.Equal("\"},\"evil\":{\"{key}", (string?)body["title"]);
        Assert.Equal(["credit@2.0.0"], body["versions"]!.AsArray().Select(v => (string?)v));
        Assert.Equal(("Models credit", "INC-0001/isolate/1", 3), ((string?)body["about"], (string?)body["key"], (int)body["n"]!));
        Assert.Equal(["soar"], call.Secrets());
        Assert.Equal(("Bearer s3", 2, true), (CallOut.WithSecret(call.Headers["Authorization"], "s3"), call.Retries, call.Confirm));
    }

    [Theory]
    [InlineData(202, """{"case":{"state":"open"}}""", true)]
    [InlineData(202, """{"case":{"state":"new"}}""", false)]
    [InlineData(202, """{"case":[]}""", false)]
    [InlineData(202, "accepted", false)]
    [InlineData(201, """{"case":{"state":"open"}}""", false)]
    public void Answer_IsWhatThePlaybookExpects_OrSaysWhyNot(int status, string body, bool expected) =>
        Assert.Equal(expected, Read(Call).Call!.Fault(status, Encoding.UTF8.GetBytes(body)) is null);

    [Theory]
    [InlineData("\"url\":\"https://soar.example/api/cases/{id}\"", "\"url\":\"https://{id}.example/\"")]
    [InlineData("\"url\":\"https://soar.example/api/cases/{id}\"", "\"url\":\"https://soar.example/{title}\"")]
    [InlineData("\"url\":\"https://soar.example/api/cases/{id}\"", "\"url\":\"https://user:pw@soar.example/\"")]
    [InlineData("\"url\":\"https://soar.example/api/cases/{id}\"", "\"url\":\"file:///etc/passwd\"")]
    [InlineData("\"url\":", "\"destination\":\"DST-0001\",\"url\":")]
    [InlineData("Bearer secret:soar", "Bearer eyJhbGciOi")]
    [InlineData("\"Authorization\"", "\"Host\"")]
    [InlineData("\"Authorization\"", "\"Idempotency-Key\"")]
    [InlineData("\"Authorization\"", "\"X\\nY\"")]
    [InlineData("secret:soar", "secret:soar\\n")]
    [InlineData("\"{title}\"", "\"{description}\"")]
    [InlineData("\"method\":\"POST\"", "\"method\":\"TRACE\"")]
    [InlineData("\"method\":\"POST\"", "\"method\":\"GET\"")]
    [InlineData("\"timeout_seconds\":5", "\"timeout_seconds\":600")]
    [InlineData("\"retries\":2", "\"retries\":99")]
    [InlineData("\"pointer\":\"/case/state\",", "")]
    [InlineData("\"confirm\":true", "\"confirm\":true,\"shell\":\"rm\"")]
    public void WhatCouldLeakOrMislead_IsNotRead(string what, string instead)
    {
        Assert.Contains(what, Call, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Read(Call.Replace(what, instead, StringComparison.Ordinal)));
    }

    [Fact]
    public void CallOut_HasACall_AndNothingElseHasOne()
    {
        var without = IncidentScene.PlaybookJson();
        without["steps"]![5]!["kind"] = "call-out";
        Assert.Throws<FormatException>(() => Playbook.Read(without));
        var other = IncidentScene.PlaybookJson();
        other["steps"]![5]!["call"] = JsonNode.Parse(Call);
        Assert.Throws<FormatException>(() => Playbook.Read(other));
    }

    private static PlaybookStep Read(string call)
    {
        var playbook = IncidentScene.PlaybookJson();
        playbook["steps"]![5]!["kind"] = "call-out";
        playbook["steps"]![5]!["call"] = JsonNode.Parse(call);
        return Playbook.Read(playbook).Steps[5];
    }
}
