using System.Security.Cryptography;
using System.Text;
using Governance.Data;
using Governance.Data.Api;
using Governance.Domain;
using Governance.Portal.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Api;

/// <summary>
/// A write with an <c>Idempotency-Key</c> is done once: a repeat with the same body gets the first answer, with another body a 409.
/// Bodies are hashed as they stream by; nothing is buffered but the answer.
/// </summary>
internal sealed class Idempotency(RequestDelegate next, IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    private const string Header = "Idempotency-Key";
    private static readonly TimeSpan s_kept = TimeSpan.FromHours(24);

    private static readonly Refusal s_tooLong = Refusal.Field("idempotency.key", Header, "An idempotency key has 1 to 200 characters.");

    private static readonly Refusal s_otherBody = new(
        "idempotency.other-body", $"This {Header} was used for a request with another body. Use a new key for a new request.", RefusalKind.Conflict);

    private static readonly Refusal s_running = new(
        "idempotency.running", $"The first request with this {Header} is still running. Ask again in a moment.", RefusalKind.Conflict);

    private static readonly Refusal s_secret = new(
        "idempotency.secret", $"The request with this {Header} was done. Its answer held a secret that is shown once and not kept: ask anew with a new key.", RefusalKind.Conflict);

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var key = request.Headers[Header].ToString();
        if (key.Length == 0 || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || context.User.Identity?.IsAuthenticated is not true)
        {
            await next(context);
            return;
        }

        if (key.Length > 200)
        {
            await s_tooLong.ToProblem().ExecuteAsync(context);
            return;
        }

        var ct = context.RequestAborted;
        var id = Sha256Hex.Of(Encoding.UTF8.GetBytes($"{context.User.ToActor().Id}\n{request.Method}\n{request.Path}{request.QueryString}\n{key}"));
        if (await FindAsync(id, ct) is { } known)
        {
            await RepeatAsync(context, known);
            return;
        }

        if (!await ClaimAsync(id, ct))
        {
            await s_running.ToProblem().ExecuteAsync(context);
            return;
        }

        await FirstAsync(context, id);
    }

    private async Task FirstAsync(HttpContext context, string id)
    {
        using var hashing = new HashingStream(context.Request.Body);
        context.Request.Body = hashing;
        var original = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        var kept = false;
        try
        {
            await next(context);
            if (context.Response.StatusCode < 500)
            {
                await hashing.DrainAsync(context.RequestAborted);
                await KeepAsync(id, context, hashing.Sha256(), answer.ToArray());
                kept = true;
            }
        }
        finally
        {
            context.Response.Body = original;
            if (!kept)
            {
                await ForgetAsync(id);
            }
        }

        answer.Position = 0;
        await answer.CopyToAsync(original, context.RequestAborted);
    }

    private static async Task RepeatAsync(HttpContext context, IdempotencyRecord known)
    {
        if (known.Status == 0)
        {
            await s_running.ToProblem().ExecuteAsync(context);
            return;
        }

        using var hashing = new HashingStream(context.Request.Body);
        await hashing.DrainAsync(context.RequestAborted);
        if (hashing.Sha256() != known.BodySha256)
        {
            await s_otherBody.ToProblem().ExecuteAsync(context);
            return;
        }

        if (HoldsSecret(context, known.Status))
        {
            await s_secret.ToProblem().ExecuteAsync(context);
            return;
        }

        context.Response.StatusCode = known.Status;
        context.Response.ContentType = known.ContentType;
        context.Response.Headers.Location = known.Location;
        context.Response.Headers.ETag = known.ETag;
        context.Response.Headers["Idempotency-Replayed"] = "true";
        if (known.Body is { Length: > 0 } body)
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private async Task<IdempotencyRecord?> FindAsync(string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var record = await db.IdempotencyRecords.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct);
        var now = clock.GetUtcNow();
        // An answer is kept a day; a request that died with its process is given up after ten minutes.
        return record is not null && record.At > now - (record.Status == 0 ? TimeSpan.FromMinutes(10) : s_kept) ? record : null;
    }

    private async Task<bool> ClaimAsync(string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.IdempotencyRecords.SingleOrDefaultAsync(r => r.Id == id, ct) is { } old)
        {
            db.IdempotencyRecords.Remove(old);
            await db.SaveChangesAsync(ct);
        }

        db.IdempotencyRecords.Add(new IdempotencyRecord { Id = id, At = clock.GetUtcNow() });
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException)
        {
            return false; // another request took the key at this moment
        }
    }

    private async Task KeepAsync(string id, HttpContext context, string bodySha256, byte[] body)
    {
        // Past this point the write is done: its answer is kept although the caller may have gone.
        await using var db = await dbFactory.CreateDbContextAsync(CancellationToken.None);
        var at = clock.GetUtcNow();
        var record = await db.IdempotencyRecords.SingleAsync(r => r.Id == id, CancellationToken.None);
        db.Entry(record).Property(r => r.BodySha256).CurrentValue = bodySha256;
        record.Status = context.Response.StatusCode;
        record.ContentType = context.Response.ContentType;
        record.Location = context.Response.Headers.Location;
        record.ETag = context.Response.Headers.ETag;
        record.Body = HoldsSecret(context, record.Status) ? null : body;
        db.Entry(record).Property(r => r.At).CurrentValue = at;
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private static bool HoldsSecret(HttpContext context, int status) => status < 300 && context.GetEndpoint()?.Metadata.GetMetadata<SecretAnswer>() is not null;

    private async Task ForgetAsync(string id)
    {
        await using var db = await dbFactory.CreateDbContextAsync(CancellationToken.None);
        if (await db.IdempotencyRecords.SingleOrDefaultAsync(r => r.Id == id, CancellationToken.None) is { } record)
        {
            db.IdempotencyRecords.Remove(record);
            await db.SaveChangesAsync(CancellationToken.None);
        }
    }

    private sealed class HashingStream(Stream inner) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

        public async Task DrainAsync(CancellationToken ct)
        {
            var buffer = new byte[16_384];
            while (await ReadAsync(buffer.AsMemory(), ct) > 0)
            {
                // Only the hash is wanted.
            }
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            _hash.AppendData(buffer.Span[..read]);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _hash.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
