using Governance.Data.Conventions;
using Governance.Domain.Risks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Risks;

internal sealed class ThreatVerdictConfiguration : IEntityTypeConfiguration<ThreatVerdict>
{
    public void Configure(EntityTypeBuilder<ThreatVerdict> builder)
    {
        builder.ToTable("ThreatVerdicts");
        // Two who judge the same item at once collide on its next number.
        builder.HasKey(v => new
        {
            v.Framework,
            v.Item,
            v.Place,
            v.Number,
        });
        builder.Property(v => v.Framework).HasMaxLength(64);
        builder.Property(v => v.Item).HasMaxLength(64);
        builder.Property(v => v.Place).HasMaxLength(100);
        builder.Property(v => v.By).HasMaxLength(64);
        builder.Property(v => v.ByName).HasMaxLength(200);
        builder.OwnsText(v => v.Reason!, required: true);
        builder.Ignore(v => v.AuditSubject);
    }
}
