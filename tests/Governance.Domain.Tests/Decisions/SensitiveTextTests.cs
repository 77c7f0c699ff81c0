using Governance.Domain.Decisions;

namespace Governance.Domain.Tests.Decisions;

public sealed class SensitiveTextTests
{
    [Theory]
    [InlineData("Write to ada.lovelace+x@mail.bank.example, please", "e-mail", "ada.lovelace+x@mail.bank.example")]
    [InlineData("pay DE89 3704 0044 0532 0130 00 today", "iban", "DE89 3704 0044 0532 0130 00")]
    [InlineData("GB82WEST12345698765432", "iban", "GB82WEST12345698765432")]
    [InlineData("card 4111 1111 1111 1111.", "payment-card", "4111 1111 1111 1111")]
    [InlineData("card 378282246310005", "payment-card", "378282246310005")]
    [InlineData("call +45 33 12 34 56 now", "phone", "+45 33 12 34 56")]
    [InlineData("SSN 078-05-1120", "national-id", "078-05-1120")]
    [InlineData("CPR 070761-4285", "national-id", "070761-4285")]
    [InlineData("HETU 131052-308T", "national-id", "131052-308T")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE", "api-key", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("ghp_0123456789abcdefghijABCDEFGHIJ012345", "api-key", "ghp_0123456789abcdefghijABCDEFGHIJ012345")]
    [InlineData("login with password=hunter2 now", "secret", "password=hunter2")]
    [InlineData("\"api_key\": \"abc123\"", "secret", "api_key\": \"abc123")]
    [InlineData(
        "-----BEGIN EC PRIVATE KEY-----\nMHcCAQ==\n-----END EC PRIVATE KEY-----",
        "private-key",
        "-----BEGIN EC PRIVATE KEY-----\nMHcCAQ==\n-----END EC PRIVATE KEY-----"
    )]
    public void Find_ThatForm_IsFoundAsItsKind(string text, string kind, string found)
    {
        var span = Assert.Single(SensitiveText.Find(text));

        Assert.Equal(kind, span.Kind);
        Assert.Equal(found, text.Substring(span.Start, span.Length));
        Assert.Equal(text.Replace(found, $"[{kind}]", StringComparison.Ordinal), SensitiveText.Mask(text, [span]));
    }

    [Theory]
    [InlineData("approved")]
    [InlineData("score 0.4111111111111111 at 2026-11-20T09:42:00Z")]
    [InlineData("order 4111111111111112")] // the check digit is wrong
    [InlineData("DE88370400440532013000")]
    [InlineData("a@b")]
    [InlineData("password: forgot")]
    [InlineData("password=null")]
    [InlineData("secret=[secret]")]
    [InlineData("Password:")]
    [InlineData("the password has 12 characters")]
    [InlineData("3f2504e0-4f89-11d3-9a0c-0305e82c3301")]
    [InlineData("sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    public void Find_WhatOnlyLooksLikeIt_IsLeftAlone(string text) => Assert.Empty(SensitiveText.Find(text));

    [Theory]
    [InlineData("password", true)]
    [InlineData("db_password", true)]
    [InlineData("userPassword", true)]
    [InlineData("apiKey", true)]
    [InlineData("CLIENT_SECRET", true)]
    [InlineData("password_changed", false)]
    [InlineData("secretary", false)]
    [InlineData("unsecret", false)]
    public void Name_OfASecret_IsKnown(string name, bool expected) => Assert.Equal(expected, SensitiveText.IsSecretName(name));
}
