using Governance.Data.Conventions;
using Governance.Domain.ModelRisk;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.ModelRisk;

internal sealed class ValidationReportConfiguration : IEntityTypeConfiguration<ValidationReport>
{
    public void Configure(EntityTypeBuilder<ValidationReport> builder)
    {
        builder.ToTable("ValidationReports");
        builder.HasKey(r => new { r.Model, r.Validation });
        builder.Property(r => r.Validation).ValueGeneratedNever();
        builder.Property(r => r.Model).HasMaxLength(100);
        builder.OwnsText(r => r.Summary!, required: true);
        builder.OwnsText(r => r.Challenged!, required: true);
        builder.OwnsText(r => r.Outcome!, required: true);
        builder.OwnsText(r => r.Conditions);
        builder.Attests(r => r.Attestation, isSealed: false);
    }
}
