using Governance.Domain.Datasets;
using Governance.Domain.Identity;

namespace Governance.Domain.Tests.Datasets;

public sealed class DatasetRecordTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly DatasetTerms s_terms = new(new UserId(1), Sensitivity.Internal);

    [Fact]
    public void Register_PartsThatDoNotFit_AreNamedTogether()
    {
        var refused = Register(s_terms with { HasSpecialCategories = true, ConsentWithdrawnOn = new DateOnly(2026, 1, 1) });
        Assert.Equal(["consentWithdrawnOn", "personalData"], refused.Refusal!.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("dataset.terms", Register(s_terms with { HasPersonalData = true }).Refusal?.Code);
        Assert.True(Register(s_terms with { HasPersonalData = true, LegalBasis = LegalBasis.Contract }).IsDone);
    }

    [Fact]
    public void Change_NamesWhatDiffers_AndNothingElse()
    {
        var record = Register(s_terms).Value;
        Assert.Empty(record.Change(s_terms, null, s_now).Value);
        Assert.Equal(1, record.Revision);
        Assert.Equal(["region", "datasheet"], record.Change(s_terms with { Region = "eu" }, "From the till", s_now).Value);
        Assert.Equal(2, record.Revision);
    }

    [Theory]
    [InlineData(Sensitivity.Internal, false, false)]
    [InlineData(Sensitivity.Internal, true, true)]
    [InlineData(Sensitivity.Confidential, false, true)]
    public void NeedsSecurity_WherePeopleOrSecretsAreIn(Sensitivity sensitivity, bool personal, bool needs) =>
        Assert.Equal(
            needs,
            Register(
                new DatasetTerms(new UserId(1), sensitivity)
                {
                    HasPersonalData = personal,
                    LegalBasis = personal ? LegalBasis.Consent : null,
                }
            ).Value.NeedsSecurity
        );

    [Fact]
    public void Retention_IsOver_TheDayAfterItsLast()
    {
        var record = Register(s_terms with { RetentionUntil = new DateOnly(2026, 11, 26) }).Value;
        Assert.False(record.IsRetentionOver(s_now));
        Assert.True(record.IsRetentionOver(s_now.AddHours(12)));
    }

    private static Result<DatasetRecord> Register(DatasetTerms terms) =>
        DatasetRecord.Register(new DatasetId(1), "payments", terms, null, "host", s_now);
}
