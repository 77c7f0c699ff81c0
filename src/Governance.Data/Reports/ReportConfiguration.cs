using Governance.Data.Audit.Records;
using Governance.Domain.Reports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Reports;

internal sealed class ReportConfiguration : IEntityTypeConfiguration<Report>
{
    public void Configure(EntityTypeBuilder<Report> builder)
    {
        builder.ToTable("Reports");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Kind).HasMaxLength(64);
        builder.Property(r => r.Subject).HasMaxLength(200);
        builder.Property(r => r.Format).HasMaxLength(16);
        builder.Property(r => r.Language).HasMaxLength(8);
        builder.Property(r => r.State).IsConcurrencyToken(); // two nodes that take the same report collide here
        builder
            .Property(r => r.HeldUntil)
            .IsConcurrencyToken()
            .NotSealed("says until when a node is at work; set otherwise, a report is made twice or late");
        builder.Property(r => r.RequestedBy).HasMaxLength(64);
        builder.Property(r => r.Sha256).HasMaxLength(64);
        builder.Property(r => r.TwinSha256).HasMaxLength(64);
        builder.Property(r => r.Failure).HasMaxLength(2_000);
        builder.Ignore(r => r.AuditSubject);
        builder.HasIndex(r => new { r.Kind, r.Subject });
    }
}
