"""What Redis runs: three scripts, each at once, stamped with Redis's own `TIME`. Times are in microseconds.

A place is a moment at which a request may be sent, known by its ticket. It may lie in the future: who finds the
window full takes the first moment at which it has room, sleeps until then, and asks again. A block in between,
another's place that was moved close to it, or having overslept sends it to the end of the line. The N-th latest
place decides: from `window` after it on, at most N - 1 others lie within one window.

A place in the future has a lease, which asking again renews. Whoever asks when the moment has come uses the place:
it counts from then on, and has no lease any more. A lease that nobody renews belongs to a process that was killed:
its place is dropped, and those behind it close ranks. A used place cannot lie in the future: if it does, Redis's
clock went back, and all places go back with it.
"""

_BEGINNING = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local places, leases, block = KEYS[1], KEYS[2], KEYS[3]

local function whole(number)
    return string.format('%.0f', number)
end

local function keep(window)
    local last = redis.call('ZRANGE', places, -1, -1, 'WITHSCORES')[2]
    if last then
        local long = whole(math.ceil((tonumber(last) - now + window) / 1000))
        redis.call('PEXPIRE', places, long)
        redis.call('PEXPIRE', leases, long)
    end
end

local function blocked_until(longest)
    local ends = tonumber(redis.call('GET', block) or '0')
    if ends and ends <= now + longest then
        return ends
    end
    redis.call('DEL', block)  -- no worker would set it, and all would wait for it
    return 0
end
"""

TAKE = (
    _BEGINNING
    + """
local requests, window, late = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local lease, longest, known = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]

-- Where the worker's own last place is not known, Redis lost its memory, or was away.
if known ~= '' and not redis.call('ZSCORE', places, known) then
    return {-1, 0}
end

local function first_with_room(earliest)
    local nth = redis.call('ZRANGE', places, -requests, -requests, 'WITHSCORES')[2]
    return nth and math.max(earliest, tonumber(nth) + window) or earliest
end

local function turn_back_with_the_clock()
    local future = redis.call('ZRANGEBYSCORE', places, '(' .. whole(now), '+inf', 'WITHSCORES')
    local newest
    for index = 1, #future, 2 do
        newest = not redis.call('ZSCORE', leases, future[index]) and tonumber(future[index + 1]) or newest
    end
    if newest then
        local all = redis.call('ZRANGE', places, 0, -1, 'WITHSCORES')
        for index = 1, #all, 2 do
            redis.call('ZADD', places, whole(all[index + 1] - newest + now), all[index])
        end
    end
end

local function close_ranks(earliest)
    local future = redis.call('ZRANGEBYSCORE', places, '(' .. whole(now), '+inf')
    for _, ticket in ipairs(future) do
        redis.call('ZREM', places, ticket)
    end
    for _, ticket in ipairs(future) do
        redis.call('ZADD', places, whole(first_with_room(earliest)), ticket)
    end
end

local function drop_the_dead(earliest)
    local dead = redis.call('ZRANGEBYSCORE', leases, '-inf', whole(now - lease))
    for _, ticket in ipairs(redis.call('ZRANGEBYSCORE', leases, '(' .. whole(now + lease), '+inf')) do
        dead[#dead + 1] = ticket
    end
    for _, ticket in ipairs(dead) do
        redis.call('ZREM', places, ticket)
        redis.call('ZREM', leases, ticket)
    end
    if #dead > 0 then
        close_ranks(earliest)
    end
end

local function take(ticket, limit, earliest)
    local mine = tonumber(redis.call('ZSCORE', places, ticket) or '-1')
    local valid = mine >= earliest or (earliest == now and mine >= now - late)
    if not valid or redis.call('ZCOUNT', places, '(' .. whole(mine - window), whole(mine)) > requests then
        redis.call('ZREM', places, ticket)
        mine = first_with_room(earliest)
        if limit >= 0 and mine - now > limit then
            redis.call('ZREM', leases, ticket)
            return 0, mine - now
        end
        redis.call('ZADD', places, whole(mine), ticket)
    end
    if mine > now then
        redis.call('ZADD', leases, whole(now), ticket)
    else
        redis.call('ZREM', leases, ticket)
    end
    return 1, mine - now
end

local earliest = math.max(now, blocked_until(longest))
if redis.call('ZCOUNT', places, '(' .. whole(now), '+inf') > redis.call('ZCARD', leases) then
    turn_back_with_the_clock()
end
drop_the_dead(earliest)
redis.call('ZREMRANGEBYSCORE', places, '-inf', whole(now - window))
local answers = {}
for index = 7, #ARGV, 2 do
    local taken, delay = take(ARGV[index], tonumber(ARGV[index + 1]), earliest)
    answers[#answers + 1] = taken
    answers[#answers + 1] = delay
end
keep(window)
return answers
"""
)

# What a 429 does not say is guessed as for one client, from the requests of all workers.
BLOCK_ALL = (
    _BEGINNING
    + """
local asked, said, long, likely = tonumber(ARGV[1]), ARGV[2] == '1', tonumber(ARGV[3]), tonumber(ARGV[4])
if not said and redis.call('ZCOUNT', places, whole(now - long), whole(now)) >= likely then
    asked = long
end
local left = blocked_until(tonumber(ARGV[5])) - now
if left < asked then
    left = asked
    redis.call('SET', block, whole(now + asked), 'PX', whole(math.ceil(asked / 1000)))
end
return left
"""
)

# A Redis that has forgotten, or has not heard what was sent meanwhile, is told by every worker of its own places.
STAMP = (
    _BEGINNING
    + """
for index = 3, #ARGV, 2 do
    redis.call('ZADD', places, ARGV[2], whole(now - tonumber(ARGV[index + 1])), ARGV[index])
end
keep(tonumber(ARGV[1]))
return 0
"""
)
