using System.Security.Cryptography;
using System.Text;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Domain.Tests.Gates;

/// <summary>A permit holds for one file, one stage and some minutes, and only by a key that is trusted.</summary>
public sealed class PermitStatementTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly string s_image = $"registry.example/scorer@sha256:{new string('c', 64)}";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly PermitStatement _statement = new()
    {
        Permit = new PermitId(7),
        Issuer = "test",
        Model = "fraud-scorer",
        Version = "1.4.0",
        Stage = Stage.Production,
        ArtifactSha256 = new string('a', 64),
        Environment = "eu-prod",
        Image = s_image,
        Promotion = new PromotionId(12),
        BundleDigest = new string('b', 64),
        GateRun = "GATE-0034",
        PolicySha256 = null,
        IssuedAt = s_now,
        ExpiresAt = s_now.AddMinutes(15),
    };

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(0, null)]
    [InlineData(-119, null)]
    [InlineData(-121, "future")]
    [InlineData(899, null)]
    [InlineData(900, "expired")]
    public void Time_OutsideItsMinutes_DoesNotHold(int secondsLater, string? doubt)
    {
        var verdict = Verify(new PermitQuestion(), s_now.AddSeconds(secondsLater));

        Assert.Equal(doubt is null, verdict.Doubt is null);
        Assert.Contains(doubt ?? "", verdict.Doubt ?? "", StringComparison.Ordinal);
        Assert.Equal(_statement, verdict.Statement);
    }

    public static TheoryData<PermitQuestion, string?> Questions =>
        new()
        {
            { new(new string('a', 64), "fraud-scorer", "1.4.0", "production", "eu-prod", s_image), null },
            { new(new string('f', 64)), "file" },
            { new(Model: "other"), "model" },
            { new(Version: "1.4.1"), "version" },
            { new(Stage: "staging"), "stage" },
            { new(Environment: "us-prod"), "environment" },
            { new(Image: "registry.example/scorer:latest"), "image" },
        };

    [Theory]
    [MemberData(nameof(Questions))]
    public void WhatIsDeployed_HasToBeWhatItIsFor(PermitQuestion question, string? wrong)
    {
        var doubt = Verify(question, s_now).Doubt;

        Assert.Equal(wrong is null, doubt is null);
        Assert.Contains(wrong ?? "", doubt ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1, "EXP-0001", 0.1, null)]
    [InlineData(0.1, "EXP-0001", 0.05, null)]
    [InlineData(0.1, "EXP-0001", 0.2, "share of 0.1, not of 0.2")]
    [InlineData(0.1, "EXP-0001", null, "Name the share")]
    [InlineData(0.1, null, 0.1, "only for the experiment EXP-0001")]
    [InlineData(0.1, "EXP-0002", 0.1, "only for the experiment EXP-0001")]
    [InlineData(0.0, "EXP-0001", null, null)]
    [InlineData(0.0, "EXP-0001", 0.1, "share of 0, not of 0.1")]
    public void PermitForAnExperiment_IsForIt_AndForNoMoreThanItsShare(double holds, string? experiment, double? share, string? doubt)
    {
        var file = DsseEnvelope
            .Sign(DsseEnvelope.InTotoType, (_statement with { Experiment = "EXP-0001", Share = holds }).ToBytes(), _key)
            .ToBytes();

        var found = PermitStatement.Verify(file, [DsseKey.Of(_key)], new(Experiment: experiment, Share: share), s_now).Doubt;

        Assert.Equal(doubt is null, found is null);
        Assert.Contains(doubt ?? "", found ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null, null, true)]
    [InlineData(null, null, null, 0.0, true)]
    [InlineData(null, null, null, 0.5, false)]
    [InlineData("EXP-0001", 0.0, "EXP-0001", 0.0, true)]
    [InlineData("EXP-0001", 0.0, "EXP-0001", 0.01, false)]
    [InlineData("EXP-0001", 0.5, "EXP-0001", 0.5, false)]
    [InlineData("EXP-0001", 0.5, "EXP-0001", null, false)]
    public void PermitForStaging_ServesNobody_AlsoOneOfAnEarlierRelease(
        string? tries,
        double? holds,
        string? experiment,
        double? share,
        bool isGood
    )
    {
        foreach (var serves in new[] { PermitStatement.ServesNobody, null })
        {
            var statement = _statement with { Stage = Stage.Staging, Experiment = tries, Share = holds, Serves = serves };
            var file = DsseEnvelope.Sign(DsseEnvelope.InTotoType, statement.ToBytes(), _key).ToBytes();

            var verdict = PermitStatement.Verify(file, [DsseKey.Of(_key)], new(Experiment: experiment, Share: share), s_now);

            Assert.Equal((isGood, serves), (verdict.Doubt is null, verdict.Statement!.Serves));
        }
    }

    [Fact]
    public void NoEnvironment_WhenThePermitNamesNone()
    {
        var file = DsseEnvelope.Sign(DsseEnvelope.InTotoType, (_statement with { Environment = null }).ToBytes(), _key).ToBytes();

        Assert.Contains(
            "It names no environment, but us-prod was requested.",
            PermitStatement.Verify(file, [DsseKey.Of(_key)], new(Environment: "us-prod"), s_now).Doubt,
            StringComparison.Ordinal
        );
        Assert.Null(PermitStatement.Verify(file, [DsseKey.Of(_key)], new(), s_now).Doubt);
    }

    [Fact]
    public void Images_AreThoseStated_AndABareDigestIsThatImageUnderAnyName()
    {
        var bare = $"sha256:{new string('d', 64)}";
        var file = DsseEnvelope
            .Sign(DsseEnvelope.InTotoType, (_statement with { Image = null, Images = [s_image, bare] }).ToBytes(), _key)
            .ToBytes();
        string? Ask(string image) => PermitStatement.Verify(file, [DsseKey.Of(_key)], new(Image: image), s_now).Doubt;

        Assert.Null(Ask(s_image));
        Assert.Null(Ask($"mirror.example/other@{bare}"));
        Assert.NotNull(Ask(s_image.Replace("scorer", "other", StringComparison.Ordinal)));
        Assert.NotNull(Ask($"registry.example/scorer@sha256:{new string('e', 64)}"));
        Assert.NotNull(
            PermitStatement
                .Verify(
                    DsseEnvelope.Sign(DsseEnvelope.InTotoType, (_statement with { Image = null }).ToBytes(), _key).ToBytes(),
                    [DsseKey.Of(_key)],
                    new(Image: s_image),
                    s_now
                )
                .Doubt
        );
    }

    [Fact]
    public void AnotherKeyAnotherDocumentOrAChangedByte_DoesNotHold()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = DsseEnvelope.Sign(DsseEnvelope.InTotoType, _statement.ToBytes(), _key).ToBytes();
        var signOff = DsseEnvelope
            .Sign(
                DsseEnvelope.InTotoType,
                Encoding.UTF8.GetBytes(
                    Encoding.UTF8.GetString(_statement.ToBytes()).Replace("deployment-permit", "sign-off", StringComparison.Ordinal)
                ),
                _key
            )
            .ToBytes();
        var text = Encoding.UTF8.GetString(good);
        var swapped = text.Replace(
            Convert.ToBase64String(_statement.ToBytes()),
            Convert.ToBase64String((_statement with { ExpiresAt = s_now.AddYears(1) }).ToBytes()),
            StringComparison.Ordinal
        );

        Assert.NotEqual(text, swapped);
        Assert.Contains("trusted key", PermitStatement.Verify(good, [DsseKey.Of(other)], new(), s_now).Doubt, StringComparison.Ordinal);
        Assert.Contains(
            "trusted key",
            PermitStatement.Verify(Encoding.UTF8.GetBytes(swapped), [DsseKey.Of(_key)], new(), s_now).Doubt,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "not a deployment permit",
            PermitStatement.Verify(signOff, [DsseKey.Of(_key)], new(), s_now).Doubt,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "not a DSSE",
            PermitStatement.Verify(Encoding.UTF8.GetBytes("{}"), [DsseKey.Of(_key)], new(), s_now).Doubt,
            StringComparison.Ordinal
        );
    }

    private PermitVerdict Verify(PermitQuestion question, DateTimeOffset now) =>
        PermitStatement.Verify(
            DsseEnvelope.Sign(DsseEnvelope.InTotoType, _statement.ToBytes(), _key).ToBytes(),
            [DsseKey.Of(_key)],
            question,
            now
        );
}
