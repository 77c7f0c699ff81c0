using Governance.Domain.Approvals;
using Governance.Domain.Incidents;
using Governance.Domain.Models;

namespace Governance.Domain.Tests;

public sealed class DisplayIdTests
{
    [Theory]
    [InlineData(1, "APR-0001")]
    [InlineData(12, "APR-0012")]
    [InlineData(123_456, "APR-123456")]
    public void Format_Number_IsPaddedToFour(int number, string text) => Assert.Equal(text, new PromotionId(number).ToString());

    [Theory]
    [InlineData("APR-0012", 12)]
    [InlineData("apr-12", 12)]
    [InlineData("APR-99999", 99_999)]
    public void TryParse_WrittenByAPerson_IsRead(string text, int number)
    {
        Assert.True(DisplayId.TryParse<PromotionId>(text, out var id));
        Assert.Equal(number, id.Number);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("APR-")]
    [InlineData("APR-0")]
    [InlineData("APR--1")]
    [InlineData("APR-+1")]
    [InlineData("APR- 1")]
    [InlineData("EVD-0001")]
    [InlineData("APR-99999999999")]
    [InlineData("APR-0012\n")]
    public void TryParse_AnythingElse_IsNot(string? text) => Assert.False(DisplayId.TryParse<PromotionId>(text, out _));

    [Theory]
    [InlineData("fraud-scorer", true)]
    [InlineData("a", true)]
    [InlineData("Fraud", false)]
    [InlineData("../etc/passwd", false)]
    [InlineData("a/b", false)]
    [InlineData("", false)]
    [InlineData("a\n", false)]
    public void ModelName_Form_IsTheOneOfTheContract(string name, bool allowed) => Assert.Equal(allowed, ModelName.IsModel(name));

    [Theory]
    [InlineData("1.0.0", true)]
    [InlineData("2.0.0-rc1+build.5", true)]
    [InlineData("..", false)]
    [InlineData("1/2", false)]
    [InlineData("v 1", false)]
    public void VersionName_Form_IsTheOneOfTheContract(string name, bool allowed) => Assert.Equal(allowed, ModelName.IsVersion(name));

    [Fact]
    public void WireName_EverySignOffStatus_HasTheSpellingOfTheContract() =>
        Assert.Equal(
            ["signed", "signed-with-condition", "changes-requested", "rejected", "void", "revoked"],
            WireName.All<SignOffStatus>()
        );

    [Fact]
    public void Ids_AreInTheOrderOfTheirNumbers_InMemoryToo()
    {
        var kinds = typeof(IDisplayId<>)
            .Assembly.GetTypes()
            .Where(t => t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IDisplayId<>)))
            .ToList();

        Assert.Equal(
            ["INC-0002", "INC-0010", "INC-10000"],
            new[] { 10_000, 2, 10 }.Select(n => new IncidentId(n)).Order().Select(i => $"{i}")
        );
        Assert.True(kinds.Count > 30, $"{kinds.Count} kinds of ids were found.");
        Assert.All(kinds, kind => Assert.True(typeof(IComparable<>).MakeGenericType(kind).IsAssignableFrom(kind), kind.Name));
    }
}
