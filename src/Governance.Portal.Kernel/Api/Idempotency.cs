using System.Security.Cryptography;
using System.Text;
using Governance.Data;
using Governance.Data.Api;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Api;

/// <summary>
/// A write with an <c>Idempotency-Key</c> is done once: a repeat with the same body gets the first answer, with another body a 409.
/// Bodies are hashed as they stream by; nothing is buffered but the answer. Ages are measured by the database's clock: the first request
/// and its repeat may reach two nodes. What allows something (<see cref="JudgedAnew"/>) is no such write: each request is judged.
/// </summary>
public sealed class Idempotency(
    RequestDelegate next,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    DatabaseClock time,
    TimeProvider clock
)
{
    private const string Header = "Idempotency-Key";
    private const string Replayed = "Idempotency-Replayed";
    private static readonly TimeSpan s_kept = TimeSpan.FromHours(24);
    private static readonly TimeSpan s_answering = TimeSpan.FromMinutes(1);

    private static readonly Refusal s_tooLong = Refusal.Field(
        "idempotency.key",
        Header,
        $"An idempotency key must have 1 to 200 characters."
    );

    private static readonly Refusal s_otherBody = new(
        "idempotency.other-body",
        $"This {Header} was already used for a request with a different body. Use a new key for a new request.",
        RefusalKind.Conflict
    );

    private static readonly Refusal s_running = new(
        "idempotency.running",
        $"The first request with this {Header} is still running. Send it again in a moment.",
        RefusalKind.Conflict
    );

    private static readonly Refusal s_secret = new(
        "idempotency.secret",
        $"The request with this {Header} was completed. Its answer held a secret that is shown once and not "
            + $"kept. Send the request again with a new key.",
        RefusalKind.Conflict
    );

    private static readonly Refusal s_rightsChanged = new(
        "idempotency.rights-changed",
        $"The request with this {Header} was answered when you had rights that you no longer have, so its answer is not repeated. Use a "
            + $"new key for a new request.",
        RefusalKind.Forbidden
    );

    // Where no answer can be made of what was done: it names that, so that it need not be sent again to know.
    private static Refusal AnswerLost(IdempotencyRecord known) =>
        new(
            "idempotency.answer-lost",
            $"The request with this {Header} was carried out, but its answer is no longer kept or was lost when "
                + $"the server stopped. Read the current state before you send anything again ({known.Place}).",
            RefusalKind.Conflict
        );

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var key = request.Headers[Header].ToString();
        if (
            key.Length == 0
            || HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            || context.User.Identity?.IsAuthenticated is not true
            || context.GetEndpoint()?.Metadata.GetMetadata<JudgedAnew>() is not null
        )
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
        var id = Sha256Hex.Of(
            Encoding.UTF8.GetBytes($"{context.User.ToActor().Id}\n{request.Method}\n{request.Path}{request.QueryString}\n{key}")
        );
        var (known, began) = await FindAsync(id, ct);
        var asked = clock.GetTimestamp();
        DateTimeOffset Now() => began + clock.GetElapsedTime(asked);
        await (known is null ? FirstAsync(context, id, Now) : RepeatAsync(context, known, Now));
    }

    private async Task FirstAsync(HttpContext context, string id, Func<DateTimeOffset> now)
    {
        var rights = string.Join('\n', await RightsAsync(context, context.RequestAborted));
        using var hashing = new HashingStream(context.Request.Body);
        using var write = IdempotentWrite.Begin(id, rights, hashing.Sha256, AnswersSecret(context) ? null : StoredResults.Json, now);
        using var held = new HeldAnswer(context, hashing);
        var taken = false;
        try
        {
            await next(context);
            // A fault is no answer to keep, nor is one that says to try again. If the change was made all the same, its key stands beside
            // it; if not, a repeat makes it.
            if (
                context.Response.StatusCode is < 500 and not (StatusCodes.Status408RequestTimeout or StatusCodes.Status429TooManyRequests)
                && context.Response.Headers.RetryAfter.Count == 0
            )
            {
                await hashing.DrainAsync(CancellationToken.None);
                taken = !await KeepAsync(write, context, hashing.Sha256(), held.ToArray());
            }
        }
        catch (IdempotencyTakenException)
        {
            taken = true;
        }
        finally
        {
            held.LetGo();
        }

        await (taken ? held.RefuseAsync(s_running) : held.SendAsync());
    }

    // The change is made, its answer was not kept: another one is made of what the change came to. That changes nothing, so it need not
    // wait to see whether the first is still on its way.
    private async Task AnswerAgainAsync(HttpContext context, IdempotencyRecord known, Func<DateTimeOffset> now)
    {
        // Without rights there is no answer to repeat either, only that it was done.
        if (known.Rights is not null && !Keeps(known.Rights, await RightsAsync(context, context.RequestAborted)))
        {
            await s_rightsChanged.ToProblem().ExecuteAsync(context);
            return;
        }

        // Younger, the first answer may be on its way; older, its server ended in between. Done it is in either case, and for good.
        var mayCome = known.At > now() - s_answering;
        using var hashing = new HashingStream(context.Request.Body);
        using var write = IdempotentWrite.Repeat(known, hashing.Sha256, StoredResults.Json, now);
        if (write is null)
        {
            await (
                mayCome ? s_running
                : AnswersSecret(context) ? s_secret
                : AnswerLost(known)
            ).ToProblem().ExecuteAsync(context);
            return;
        }

        using var held = new HeldAnswer(context, hashing);
        var isWhole = false;
        try
        {
            await next(context);
            await hashing.DrainAsync(CancellationToken.None);
            isWhole = write.IsWhole;
        }
        catch (IdempotencyTakenException)
        {
            // It came to something that was not done: what was done is told, and nothing more.
        }
        finally
        {
            held.LetGo();
        }

        if (isWhole && known.BodySha256 != hashing.Sha256() && !write.WasTold(known.BodySha256))
        {
            await held.RefuseAsync(s_otherBody);
        }
        else if (!isWhole)
        {
            await held.RefuseAsync(mayCome ? s_running : AnswerLost(known));
        }
        else
        {
            context.Response.Headers[Replayed] = "true";
            await held.SendAsync();
        }
    }

    private async Task RepeatAsync(HttpContext context, IdempotencyRecord known, Func<DateTimeOffset> now)
    {
        if (known.Status is IdempotencyRecord.Done)
        {
            await AnswerAgainAsync(context, known, now);
            return;
        }

        using var hashing = new HashingStream(context.Request.Body);
        await hashing.DrainAsync(context.RequestAborted);
        if (hashing.Sha256() != known.BodySha256)
        {
            await s_otherBody.ToProblem().ExecuteAsync(context);
            return;
        }

        // An answer is as good as reading what it is about: anyone who may not do that any more does not get it again.
        if (!Keeps(known.Rights, await RightsAsync(context, context.RequestAborted)))
        {
            await s_rightsChanged.ToProblem().ExecuteAsync(context);
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
        context.Response.Headers[Replayed] = "true";
        if (known.Body is { Length: > 0 } body)
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private const string Whole = "whole";

    // What the caller may do now, and what for: the whole organisation, or the systems and units of a limited role.
    private async Task<IReadOnlyCollection<string>> RightsAsync(HttpContext context, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var access = await AccessReader.LoadAsync(db, context.User.ToActor(), clock.GetLocalNow(), ct);
        if (!access.IsDone)
        {
            return [];
        }

        var dataScope = access.Value.DataScope;
        return
        [
            .. Permission.List.Where(access.Value.Has).Select(p => p.Name),
            .. dataScope is null
                ? (IEnumerable<string>)[Whole]
                : dataScope
                    .SystemNames.Select(s => $"for:{s}")
                    .Concat(dataScope.Units.Select(u => $"for:{u}"))
                    .Order(StringComparer.Ordinal),
        ];
    }

    private static bool Keeps(string? before, IReadOnlyCollection<string> now) =>
        before is not null
        && before
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .All(r => now.Contains(r) || (r.StartsWith("for:", StringComparison.Ordinal) && now.Contains(Whole)));

    private async Task<(IdempotencyRecord? Known, DateTimeOffset Now)> FindAsync(string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var record = await db.IdempotencyRecords.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct);
        var now = await time.NowAsync(db, ct);
        var old = now - s_kept;
        var isKept = record is null || record.Status == IdempotencyRecord.Done || record.At >= old;
        return (isKept ? record : await IdempotentWrite.ForgetAsync(db, id, old, ct), now);
    }

    // Past this point the write is done: its answer is kept although the caller may have gone. False when another request has the key.
    private async Task<bool> KeepAsync(IdempotentWrite write, HttpContext context, string bodySha256, byte[] body)
    {
        await using var db = await dbFactory.CreateDbContextAsync(CancellationToken.None);
        var record = await db.IdempotencyRecords.SingleOrDefaultAsync(r => r.Id == write.Id, CancellationToken.None);
        if (record is null)
        {
            record = new IdempotencyRecord { Id = write.Id };
            db.IdempotencyRecords.Add(record);
        }
        else if (!write.IsOwn(record))
        {
            return false;
        }

        record.BodySha256 = bodySha256;
        record.Rights = write.Rights;
        record.Status = context.Response.StatusCode;
        record.ContentType = context.Response.ContentType;
        record.Location = context.Response.Headers.Location;
        record.ETag = context.Response.Headers.ETag;
        record.Body = HoldsSecret(context, record.Status) ? null : body;
        record.At = await time.NowAsync(db, CancellationToken.None);
        try
        {
            await db.SaveChangesAsync(CancellationToken.None);
            return true;
        }
        catch (DbUpdateException e) when (DatabaseFaults.IsCollision(e))
        {
            return false; // the same request, sent twice at once, was refused or changed nothing in both
        }
    }

    private static bool HoldsSecret(HttpContext context, int status) => status < 300 && AnswersSecret(context);

    private static bool AnswersSecret(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<SecretAnswer>() is not null;

    // The request as it is read, and its answer until it is known to be the one to send.
    private sealed class HeldAnswer : IDisposable
    {
        private readonly HttpContext _context;
        private readonly Stream _request;
        private readonly Stream _response;
        private readonly CancellationToken _aborted;
        private readonly MemoryStream _answer = new();

        public HeldAnswer(HttpContext context, Stream request)
        {
            (_context, _request, _response, _aborted) = (context, context.Request.Body, context.Response.Body, context.RequestAborted);
            context.Request.Body = request;
            context.Response.Body = _answer;
            // Who goes away comes back with the same key: what was begun is brought to its answer, not left between the two.
            context.RequestAborted = CancellationToken.None;
        }

        public byte[] ToArray() => _answer.ToArray();

        public void LetGo() => (_context.Request.Body, _context.Response.Body, _context.RequestAborted) = (_request, _response, _aborted);

        public async Task SendAsync()
        {
            _answer.Position = 0;
            await _answer.CopyToAsync(_response, _aborted);
        }

        public async Task RefuseAsync(Refusal refusal)
        {
            _context.Response.Headers.Location = default;
            _context.Response.Headers.ETag = default;
            _context.Response.ContentLength = null;
            await refusal.ToProblem().ExecuteAsync(_context);
        }

        public void Dispose() => _answer.Dispose();
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

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException("Bodies can only be read asynchronously.");

        public override void Flush() { }

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
