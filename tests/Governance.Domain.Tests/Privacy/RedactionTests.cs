using System.Text.Json.Nodes;
using Governance.Domain.Privacy;

namespace Governance.Domain.Tests.Privacy;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("Write to anna@example.com about invoice 17", "Write to [e-mail] about invoice 17")]
    [InlineData("It ran on 10.20.30.40 yesterday", "It ran on [ip-address] yesterday")]
    [InlineData("password=hunter2!, then retry", "[secret], then retry")]
    [InlineData("Nothing to see here: 42 rows", "Nothing to see here: 42 rows")]
    public void Prose_LosesWhatIsFound_AndNothingElse(string text, string expected) => Assert.Equal(expected, Redaction.Of(text));

    [Fact]
    public void Json_IsReadWithoutItsEscapes_AlsoJsonWithinATextAndNamesOfMembers()
    {
        var inner = new JsonObject { ["to"] = "anna@example.com", ["apiKey"] = "abc-123-def-456" }.ToJsonString();
        var text = new JsonObject
        {
            ["escaped"] = "anna@example.com",
            ["inner"] = inner,
            ["bob@example.com"] = 1,
            ["carl@example.com"] = 2,
            ["password"] = new JsonArray("one", 2),
            ["card"] = 4111111111111111,
            ["amount"] = 120.5,
        }
            .ToJsonString()
            .Replace("\"anna@", "\"anna\\u0040", StringComparison.Ordinal);

        var left = Redaction.Of(text);

        var json = JsonNode.Parse(left!)!.AsObject();
        Assert.Equal("[e-mail]", (string?)json["escaped"]);
        var within = JsonNode.Parse((string)json["inner"]!)!.AsObject();
        Assert.Equal(("[e-mail]", "[secret]"), ((string?)within["to"], (string?)within["apiKey"]));
        Assert.Equal((1, 2), ((int)json["[e-mail]"]!, (int)json["[e-mail] 2"]!));
        Assert.Equal("[\"[secret]\",\"[secret]\"]", json["password"]!.ToJsonString());
        Assert.Equal("[payment-card]", (string?)json["card"]);
        Assert.Equal(120.5, (double)json["amount"]!);
        Assert.DoesNotContain("example.com", left, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCannotBeRead_IsNotKept()
    {
        // Neither JSON nor plain: the escape stands for a sign that no detector sees.
        Assert.Null(Redaction.Of("{\"to\": anna\\u0040example.com"));
        Assert.Equal("[1] See the [e-mail] list", Redaction.Of("[1] See the anna@example.com list"));
    }
}
