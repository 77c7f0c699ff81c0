using Governance.Data.Conventions;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.ModelRisk;

internal sealed class ModelOverlayConfiguration : IEntityTypeConfiguration<ModelOverlay>
{
    public void Configure(EntityTypeBuilder<ModelOverlay> builder)
    {
        builder.ToTable(
            "ModelOverlays",
            table =>
                table.HasCheckConstraint(
                    "CK_ModelOverlays_Second",
                    "\"State\" <> 'in-use' OR (\"ApprovedBy\" IS NOT NULL AND \"ApprovedBy\" <> \"ProposedBy\")"
                )
        );
        builder.HasKey(o => new { o.Model, o.Id });
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.Model).HasMaxLength(100);
        builder.Property(o => o.OwnerName).HasMaxLength(200);
        builder.Property(o => o.ProposedByName).HasMaxLength(200);
        builder.Property(o => o.ApprovedByName).HasMaxLength(200);
        builder.Property(o => o.EndedByName).HasMaxLength(200);
        builder.Property(o => o.Revision).IsConcurrencyToken();
        builder.OwnsText(o => o.Text!, required: true);
        builder.OwnsText(o => o.EndReason);
        builder.Ignore(o => o.AuditSubject);
        builder.HasOne<Model>().WithMany().HasForeignKey(o => o.Model).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(o => o.Id).IsUnique();
        builder.HasIndex(o => new { o.State, o.ReviewOn });
    }
}
