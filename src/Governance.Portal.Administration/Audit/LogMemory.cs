using Governance.Data.Audit;
using Governance.Portal.Kernel.AuditLog;

namespace Governance.Portal.Administration.Audit;

/// <summary>What this process knows of the log besides what the database says of itself: asked before anything is appended.</summary>
internal sealed class LogMemory(LastCheckpoint last, LogHealth health) : ILogMemory
{
    public string? Damage => health.Sentence;

    public long SignedSize() => last.SignedSize();

    public void Report(string damage) => health.Raise(damage);
}
