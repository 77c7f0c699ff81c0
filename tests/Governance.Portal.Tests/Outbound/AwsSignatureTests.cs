using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Tests.Outbound;

/// <summary>
/// Signatures of the published examples of Signature Version 4, and of further requests, computed apart from this code with another
/// implementation of HMAC.
/// </summary>
public sealed class AwsSignatureTests
{
    private static readonly DateTimeOffset s_suite = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);
    private static readonly AwsCredentials s_suiteKey = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    [Theory]
    [InlineData("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "//", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("GET", "/?Param1=value2&Param1=value1", "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694")]
    [InlineData("GET", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("GET", "/%E1%88%B4", "697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d")]
    [InlineData("GET", "/example%20space/", "446b817944c553435b35e813c261ff4e161fff982d1bacdef1c87f6785dd1662")]
    public void Sign_AddressOfAService_HasThePublishedSignature(string method, string path, string signature) =>
        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + $"SignedHeaders=host;x-amz-date, Signature={signature}",
            Suite(new HttpMethod(method), path, new Dictionary<string, string>(StringComparer.Ordinal))["Authorization"]
        );

    [Fact]
    public void Sign_HeadersWithSpaces_AreCoveredWithOne()
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["My-Header2"] = " \"a   b   c\" ",
            ["My-Header1"] = "value1",
        };

        var signed = Suite(HttpMethod.Get, "/", headers);

        Assert.EndsWith(
            "SignedHeaders=host;my-header1;my-header2;x-amz-date, "
                + "Signature=acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
            signed["Authorization"],
            StringComparison.Ordinal
        );
        Assert.Equal("20150830T123600Z", signed["x-amz-date"]);
        Assert.False(signed.ContainsKey("My-Header1"));
    }

    [Fact]
    public void Sign_CredentialsForAWhile_SendAndCoverTheirToken()
    {
        var signed = AwsSignature.Sign(
            HttpMethod.Post,
            new Uri("https://example.amazonaws.com/"),
            new Dictionary<string, string>(StringComparer.Ordinal),
            AwsSignature.EmptyPayload,
            s_suiteKey with
            {
                SessionToken = "TOKEN",
            },
            "us-east-1",
            "service",
            s_suite
        );

        Assert.Equal("TOKEN", signed["x-amz-security-token"]);
        Assert.EndsWith(
            "2dfc334632c5dc3e0cd735ff2470ef568a4d458d0326ad353a05569630d7f4a7",
            signed["Authorization"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Sign_Body_IsCovered()
    {
        var signed = AwsSignature.Sign(
            HttpMethod.Post,
            new Uri("https://example.amazonaws.com/"),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = "application/x-www-form-urlencoded" },
            Governance.Transparency.Sha256Hex.Of("Param1=value1"u8),
            s_suiteKey,
            "us-east-1",
            "service",
            s_suite
        );

        Assert.EndsWith(
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            signed["Authorization"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Parse_File_ReadsTheDefaultSectionAlone()
    {
        var read = AwsCredentials.Parse(
            "[other]\naws_access_key_id = no\naws_secret_access_key = no\n"
                + "[default]\r\n# a comment\r\naws_access_key_id = AKID\r\naws_secret_access_key=se/cr=et\r\naws_session_token = token\r\n"
        );

        Assert.Equal(new AwsCredentials("AKID", "se/cr=et", "token"), read);
        Assert.DoesNotContain("se/cr", read!.ToString(), StringComparison.Ordinal);
        Assert.Null(AwsCredentials.Parse("[default]\naws_access_key_id = AKID\n"));
    }

    private static IReadOnlyDictionary<string, string> Suite(HttpMethod method, string path, Dictionary<string, string> headers) =>
        AwsSignature.Sign(
            method,
            new Uri("https://example.amazonaws.com" + path),
            headers,
            AwsSignature.EmptyPayload,
            s_suiteKey,
            "us-east-1",
            "service",
            s_suite
        );
}
